import { keyOf, sibling, type Name } from '../model/name.ts'
import { tableIn, type Column, type Enum, type Schema, type Table } from '../model/schema.ts'
import { castTo } from '../steps/casts.ts'
import { columnsOfIndex, columnsUnderConstraint } from '../steps/dependents.ts'
import { inDomainTexts, inSchemaTexts, inTableTexts, inViewTexts } from '../steps/sql-texts.ts'
import type { Step } from '../steps/step.ts'
import type { RebuildEnumChange } from './change.ts'
import type { RecipeContext, Refusal } from './recipe.ts'
import { helperName } from './safely.ts'
import { boundTo, undone } from './step-aside.ts'

/** A column of the enum, or of an array of it. */
export interface Use {
  readonly table: Table
  readonly column: Column
}

export const usesOf = (name: string, { schema }: Pick<RecipeContext, 'schema'>): readonly Use[] =>
  schema.tables
    .values()
    .flatMap(table =>
      table.columns.flatMap(column =>
        column.type.reference !== undefined && keyOf(column.type.reference) === name ? [{ table, column }] : [],
      ),
    )

export const freshName = ({ name }: Enum): Name => sibling(name, helperName(name.name, 'new'))

/** SQL text over columns of the enum, in terms of the type that takes over. */
export const rewriting = (change: RebuildEnumChange, { engine }: RecipeContext): ((sql: string) => string) => {
  const [was, is] = [engine.quoteName(change.enum.name), engine.quoteName(freshName(change.enum))]
  return sql => sql.replace(castTo(was), () => `::${is}`)
}

/** Checks and indexes whose text reads the column. */
const textsOf = ({ table, column }: Use, { engine: { semantics } }: RecipeContext) => ({
  checks: table.constraints.filter(c => c.kind === 'check' && columnsUnderConstraint(c, semantics).includes(column.name)),
  indexes: table.indexes.filter(
    i => (i.where !== undefined || i.parts.some(p => p.expression !== undefined)) && columnsOfIndex(i, semantics).includes(column.name),
  ),
})

/** What a straight change of the columns' type would trip over: gone before, back after, in terms of the new type. */
export const textsOver = (
  uses: readonly Use[],
  rewrite: (sql: string) => string,
  context: RecipeContext,
): { readonly drop: readonly Step[]; readonly create: readonly Step[] } => {
  const after = inSchemaTexts(context.schema, rewrite)
  const once = (steps: readonly Step[]): readonly Step[] => [...new Map(steps.map(step => [JSON.stringify(step), step])).values()]
  const dropping = (schema: Schema): readonly Step[] =>
    once(uses.flatMap(({ table, column }) => boundTo(table, column.name, { ...context, schema }, { inPlace: true }).drop))
  const parts = (schema: Schema, way: 'drop' | 'create'): readonly Step[] =>
    once(
      uses.flatMap((use): readonly Step[] => {
        const table = tableIn(schema, use.table.name)!
        const { checks, indexes } = textsOf({ table, column: use.column }, context)
        return way === 'drop'
          ? [
              ...checks.map(constraint => ({ kind: 'drop-constraint', table: table.name, constraint }) as const),
              ...indexes.map(index => ({ kind: 'drop-index', table: table.name, index, online: false }) as const),
            ]
          : [
              ...checks.map(constraint => ({ kind: 'add-constraint', table: table.name, constraint }) as const),
              ...indexes.map(index => ({ kind: 'create-index', table: table.name, index, online: false }) as const),
            ]
      }),
    )
  return {
    drop: [...dropping(context.schema), ...parts(context.schema, 'drop')],
    create: [...parts(after, 'create'), ...undone(dropping(after))],
  }
}

/** Texts of every object, each under its name: what of them meets a condition. */
const objectsWhere = (schema: Schema, met: (sql: string) => boolean): readonly string[] => {
  const found = new Set<string>()
  const watch =
    (name: string) =>
    (sql: string): string => (met(sql) && found.add(name), sql)
  for (const table of schema.tables.values()) {
    const only = (part: Partial<Table>): Table => ({ name: table.name, columns: [], constraints: [], indexes: [], ...part })
    for (const c of table.columns) inTableTexts(only({ columns: [c] }), watch(`column ${keyOf(table.name)}.${c.name}`))
    for (const c of table.constraints) inTableTexts(only({ constraints: [c] }), watch(`constraint ${c.name}`))
    for (const i of table.indexes) inTableTexts(only({ indexes: [i] }), watch(`index ${i.name}`))
    for (const t of table.triggers ?? []) inTableTexts(only({ triggers: [t] }), watch(`trigger ${t.name}`))
    for (const p of table.policies ?? []) inTableTexts(only({ policies: [p] }), watch(`policy ${p.name} on ${keyOf(table.name)}`))
  }
  for (const view of schema.views.values()) inViewTexts(view, watch(`view ${keyOf(view.name)}`))
  for (const domain of schema.domains.values()) inDomainTexts(domain, watch(`domain ${keyOf(domain.name)}`))
  return [...found]
}

/** Why the type cannot be replaced here, if so; every object by its name. */
export const hindranceOf = (
  change: RebuildEnumChange,
  removed: readonly string[],
  uses: readonly Use[],
  context: RecipeContext,
): Omit<Refusal, 'recipe'> | undefined => {
  const { engine, schema } = context
  const name = keyOf(change.enum.name)
  const printed = engine.quoteName(change.enum.name)
  const literals = new Set(removed.map(label => engine.quoteLiteral(label)))
  const perUse = uses.map(use => {
    const { checks, indexes } = textsOf(use, context)
    const bound = boundTo(use.table, use.column.name, context, { inPlace: true })
    return [
      `column ${keyOf(use.table.name)}.${use.column.name}`,
      ...bound.names.map(n => n.replace(/^materialized /, '')),
      ...checks.map(c => `constraint ${c.name}`),
      ...indexes.map(i => `index ${i.name}`),
    ]
  })
  const reached = new Set(perUse.flat())
  const labelled = objectsWhere(schema, sql => [...literals].some(l => sql.includes(l))).filter(o => reached.has(o))
  if (labelled.length > 0)
    return {
      refused: `${labelled.join(', ')} ${labelled.length === 1 ? 'names' : 'name'} a label that goes`,
      instead: `change ${labelled.join(', ')} first, so that only labels that stay are named`,
    }
  const elsewhere = [
    ...objectsWhere(schema, sql => castTo(printed).test(sql)).filter(o => !reached.has(o)),
    ...schema.routines
      .values()
      .filter(r =>
        new RegExp(`(?<![\\w$])${change.enum.name.name}(?![\\w$])`).test(
          r.reads === undefined ? r.arguments + r.definition.split(/\bAS\b/)[0]! : r.definition,
        ),
      )
      .map(r => `${r.kind} ${keyOf(r.name)}`),
    ...schema.domains
      .values()
      .filter(d => d.type.reference !== undefined && keyOf(d.type.reference) === name)
      .map(d => `domain ${keyOf(d.name)}`),
  ]
  if (elsewhere.length > 0)
    return {
      refused: `${elsewhere.join(', ')} ${elsewhere.length === 1 ? 'uses' : 'use'} the type ${name} by itself`,
      instead: `drop ${elsewhere.join(', ')} first and create it again afterwards, in the same change file; or take text instead of the type there`,
    }
  const shared = [...new Set(perUse.flat().filter((object, at, all) => all.indexOf(object) !== at))]
  return shared.length === 0
    ? undefined
    : {
        refused: `${shared.join(', ')} ${shared.length === 1 ? 'reads' : 'read'} several columns of ${name}, which change over one after the other`,
        instead: `drop ${shared.join(', ')} first and create it again afterwards, in the same change file`,
      }
}
