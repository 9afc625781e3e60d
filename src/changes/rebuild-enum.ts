import type { ColumnType } from '../model/column-type.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Column, Enum } from '../model/schema.ts'
import type { ChangeTypeChange, RebuildEnumChange } from './change.ts'
import {
  contract,
  draft,
  isRefusal,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
  type StageDraft,
} from './recipe.ts'
import { retypedDefault } from './retyped-default.ts'
import { shadowTypeAs } from './shadow-type.ts'
import { hindranceOf, rewriting, textsOver, usesOf, freshName } from './enum-uses.ts'

/** The label a row moves to, as SQL over the column; in an array, each of them. */
const mapped = (change: RebuildEnumChange, { name, type }: Column, to: string, context: RecipeContext): string => {
  const { quoteIdentifier, quoteLiteral } = context.engine
  const moves = Object.entries(change.replace ?? {})
  if ((type.dimensions ?? 0) > 0) {
    const all = moves.reduce(
      (array, [from, into]) => `array_replace(${array}, ${quoteLiteral(from)}, ${quoteLiteral(into)})`,
      `${quoteIdentifier(name)}::text[]`,
    )
    return `${all}::${to}[]`
  }
  const text = `${quoteIdentifier(name)}::text`
  const value =
    moves.length === 0
      ? text
      : `(CASE ${text} ${moves.map(([from, into]) => `WHEN ${quoteLiteral(from)} THEN ${quoteLiteral(into)}`).join(' ')} ELSE ${text} END)`
  return `${value}::${to}`
}

const retyped = (column: Column, fresh: Name, context: RecipeContext): ColumnType => {
  const quoted = context.engine.quoteName(fresh)
  return { ...column.type, reference: fresh, native: (column.type.dimensions ?? 0) > 0 ? `${quoted}[]` : quoted }
}

/** The server can neither remove nor reorder labels: a second type takes over, column by column, and then the name. */
const secondType: Recipe<RebuildEnumChange> = (change, context): Candidate | Refusal => {
  const recipe = 'second-type'
  const { name, values } = change.enum
  const removed = values.filter(value => !change.to.includes(value))
  const homeless = removed.filter(value => change.replace?.[value] === undefined)
  if (homeless.length > 0) {
    return {
      recipe,
      refused: `rows and running code may still hold ${homeless.map(v => `"${v}"`).join(', ')}, and it is not said what they become`,
      instead: `state it: { replace: { ${homeless[0]}: '…' } }`,
    }
  }
  const fresh: Enum = { ...change.enum, name: freshName(change.enum), values: change.to }
  const quoted = context.engine.quoteName(fresh.name)
  const uses = usesOf(keyOf(name), context)
  const hindrance = hindranceOf(change, removed, uses, context)
  if (hindrance !== undefined) return { recipe, ...hindrance }
  const candidates = uses.map(({ table, column }): Candidate | Refusal => {
    const isArray = (column.type.dimensions ?? 0) > 0
    const retype: ChangeTypeChange = {
      kind: 'change-type',
      table: table.name,
      from: column,
      to: retyped(column, fresh.name, context),
      forward: mapped(change, column, quoted, context),
      backward: `${context.engine.quoteIdentifier(column.name)}::text${isArray ? '[]' : ''}::${column.type.native}`,
    }
    return shadowTypeAs(
      retype,
      { ...context, schema: { ...context.schema, enums: context.schema.enums.with(keyOf(fresh.name), fresh) } },
      rewriting(change, context),
    )
  })
  const refused = candidates.find(isRefusal)
  if (refused !== undefined) return { ...refused, recipe }
  const moves = candidates.filter((c): c is Candidate => !isRefusal(c))
  const stages = mergeByPosition(moves.map(m => m.stages))
  const create = draft({ kind: 'create-enum', enum: fresh }, { why: 'the labels as they should be, under another name for now' })
  const settle: readonly DraftStep[] = [
    draft({ kind: 'drop-enum', enum: change.enum }, { together: 'settle', apart: true }),
    draft({ kind: 'rename-type', from: fresh.name, to: name.name }, { together: 'settle', witness: true }),
  ]
  const last = stages.at(-1)
  return {
    recipe,
    how: 'makes a second type with the wanted labels, moves each column over to it by shadow and swap, then gives it the name',
    stages:
      last === undefined
        ? [contract([], create, ...settle)]
        : [{ ...stages[0]!, steps: [create, ...stages[0]!.steps] }, ...stages.slice(1, -1), { ...last, steps: [...last.steps, ...settle] }],
    notes: [...new Set(moves.flatMap(m => m.notes ?? []))],
    matrix: moves[0]?.matrix ?? [],
  }
}

const mergeByPosition = (plans: readonly (readonly StageDraft[])[]): readonly StageDraft[] =>
  Array.from({ length: Math.max(0, ...plans.map(p => p.length)) }, (_, i) => ({
    phase: plans[0]![i]!.phase,
    gate: plans.flatMap(p => p[i]?.gate ?? []),
    steps: plans.flatMap(p => p[i]?.steps ?? []),
  }))

export const rebuildEnum: ChangeBehaviour<RebuildEnumChange> = {
  recipes: [secondType],
  direct: (change, context) => {
    const fresh = freshName(change.enum)
    const uses = usesOf(keyOf(change.enum.name), context)
    const texts = textsOver(uses, rewriting(change, context), context)
    return [
      { kind: 'create-enum', enum: { ...change.enum, name: fresh, values: change.to } },
      ...texts.drop,
      ...uses.map(({ table, column }) => ({
        kind: 'alter-column-type' as const,
        table: table.name,
        from: column,
        to: { ...column, default: retypedDefault(column), type: retyped(column, fresh, context) },
        using: mapped(change, column, context.engine.quoteName(fresh), context),
      })),
      ...texts.create,
      { kind: 'drop-enum', enum: change.enum },
      { kind: 'rename-type', from: fresh, to: change.enum.name.name },
    ]
  },
  describe: change => `set the labels of enum ${keyOf(change.enum.name)} to ${change.to.join(', ')}`,
}
