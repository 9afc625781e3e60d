import type { Grade } from '../model/grade.ts'
import { isSameName, keyOf, type Name } from '../model/name.ts'
import type { ColumnType } from '../model/column-type.ts'
import { tableIn, type Publication, type Routine, type Schema, type Table, type View } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import { draft, type DraftStep, type RecipeContext } from './recipe.ts'
import { withoutPins } from './routine-pins.ts'

/** What the server ties to a column by its number: it goes and comes back within one transaction, so nobody ever misses it. */
export interface Bound {
  readonly drop: readonly Step[]
  readonly create: readonly Step[]
  /** Every object, named: `view active_users`. */
  readonly names: readonly string[]
  /** What cannot be carried along, each with the reason. */
  readonly obstacles: readonly string[]
}

export type BoundContext = Pick<RecipeContext, 'engine' | 'schema' | 'isSmall'>

export interface BoundOptions {
  /** Where the definitions that come back are read; the schema as it is unless said otherwise. */
  readonly after?: Schema
  /** Only what stops another type in place: statistics and publications follow by themselves there. */
  readonly inPlace?: boolean
}

/** Views over the column and views over those, in the order in which they can be created. */
const viewsOver = (schema: Schema, table: Name, column: string): readonly View[] => {
  const found = new Map(schema.views.entries().filter(([, view]) => view.reads[keyOf(table)]?.includes(column) === true))
  for (let size = -1; size !== found.size;) {
    size = found.size
    for (const [key, view] of schema.views.entries()) if (Object.keys(view.reads).some(read => found.has(read))) found.set(key, view)
  }
  const depth = (view: View): number =>
    Math.max(0, ...Object.keys(view.reads).flatMap(key => (found.has(key) ? [1 + depth(found.get(key)!)] : [])))
  return [...found.values()]
    .map(view => ({ view, at: depth(view) }))
    .sort((a, b) => a.at - b.at)
    .map(({ view }) => view)
}

const mentions = (text: string | undefined, name: string): boolean =>
  text !== undefined && new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`).test(text)

const isSmallView = (view: View, context: BoundContext): boolean =>
  Object.keys(view.reads).every(key => {
    const [table, inner] = [context.schema.tables.get(key), context.schema.views.get(key)]
    return table === undefined ? inner !== undefined && isSmallView(inner, context) : context.isSmall(table)
  })

/** Readers of a view that a new view of the same name would not get back. */
const readersLost = (views: readonly View[], schema: Schema): readonly string[] =>
  views.flatMap(({ name }) => [
    ...(schema.others ?? [])
      .filter(o => o.kind === 'rule' && mentions(o.definition, name.name))
      .map(o => `rule ${o.name.name} on view ${keyOf(name)}`),
    ...schema.routines
      .values()
      .filter(r => mentions(r.definition.split(/\bLANGUAGE\b/i)[0]!.replace(/^[^(]*/, ''), name.name))
      .map(r => `${r.kind} ${keyOf(r.name)}, which takes or returns rows of view ${keyOf(name)}`),
    ...schema.tables
      .values()
      .flatMap(t =>
        (t.policies ?? [])
          .filter(p => mentions(p.using, name.name) || mentions(p.check, name.name))
          .map(p => `policy ${p.name} on ${keyOf(t.name)}, which reads view ${keyOf(name)}`),
      ),
  ])

const policiesOver = (
  table: Table,
  column: string,
  { engine, schema }: BoundContext,
): readonly { readonly owner: Table; readonly name: string }[] =>
  schema.tables
    .values()
    .flatMap(owner =>
      (owner.policies ?? [])
        .filter(p =>
          [p.using, p.check].some(
            text =>
              text !== undefined &&
              (isSameName(owner.name, table.name)
                ? engine.semantics.columnsOf(text).includes(column)
                : mentions(text, table.name.name) && mentions(text, column)),
          ),
        )
        .map(({ name }) => ({ owner, name })),
    )

const publicationsOver = (table: Table, column: string, { engine }: BoundContext): readonly Publication[] =>
  (table.publications ?? []).filter(
    p => p.columns?.includes(column) === true || (p.where !== undefined && engine.semantics.columnsOf(p.where).includes(column)),
  )

const named = <T extends { readonly name: string }>(list: readonly T[] | undefined, name: string): T =>
  list!.find(each => each.name === name)!

/** Finds what is bound to a column, says how it goes and comes back, and what of it cannot. */
export const boundTo = (
  table: Table,
  column: string,
  context: BoundContext,
  { after = context.schema, inPlace = false }: BoundOptions = {},
): Bound => {
  const { schema } = context
  const then = tableIn(after, table.name)!
  const views = viewsOver(schema, table.name, column)
  const gone = new Set([keyOf(table.name), ...views.map(v => keyOf(v.name))])
  const routines = schema.routines
    .values()
    .filter(r =>
      Object.entries(r.reads ?? {}).some(([key, columns]) => gone.has(key) && (key !== keyOf(table.name) || columns.includes(column))),
    )
  const triggers = (table.triggers ?? []).filter(t => t.columns.includes(column))
  const policies = policiesOver(table, column, context)
  const statistics = inPlace ? [] : (table.extendedStatistics ?? []).filter(s => s.columns.includes(column))
  const publications = inPlace ? [] : publicationsOver(table, column, context)
  const elsewhere = new Set(policies.filter(p => !isSameName(p.owner.name, table.name)).map(p => keyOf(p.owner.name)))
  const routineAfter = (routine: Routine): Routine =>
    after.routines.values().find(r => keyOf(r.name) === keyOf(routine.name) && r.arguments === routine.arguments)!
  const unpinned = routines.map(routine => ({ routine, loose: withoutPins(routineAfter(routine)) })) // as it will be: that text may be read before and after
  const loosened = unpinned.flatMap(({ routine, loose }) => (loose === undefined ? [] : [{ routine, loose }]))
  return {
    drop: [
      ...loosened.map(({ routine, loose }): Step => ({ kind: 'replace-routine', from: routine, to: loose })),
      ...publications.map((p): Step => ({ kind: 'set-publication', table: table.name, publication: p.name, from: p, to: undefined })),
      ...statistics.map((s): Step => ({ kind: 'drop-statistics', table: table.name, statistics: s })),
      ...triggers.map((trigger): Step => ({ kind: 'drop-trigger', table: table.name, trigger })),
      ...policies.map(({ owner, name }): Step => ({ kind: 'drop-policy', table: owner.name, policy: named(owner.policies, name) })),
      ...[...views].reverse().map((view): Step => ({ kind: 'drop-view', view })),
    ],
    create: [
      ...views.map((view): Step => ({
        kind: 'create-view',
        view: after.views.get(keyOf(view.name))!,
        ...(view.materialized ? { withData: true } : {}),
      })),
      ...policies.map(({ owner, name }): Step => ({
        kind: 'create-policy',
        table: owner.name,
        policy: named(tableIn(after, owner.name)!.policies, name),
      })),
      ...triggers.map(({ name }): Step => ({ kind: 'create-trigger', table: table.name, trigger: named(then.triggers, name) })),
      ...statistics.map(({ name }): Step => ({
        kind: 'create-statistics',
        table: table.name,
        statistics: named(then.extendedStatistics, name),
      })),
      ...publications.map(({ name }): Step => ({
        kind: 'set-publication',
        table: table.name,
        publication: name,
        from: undefined,
        to: named(then.publications, name),
      })),
      ...loosened.map(({ routine, loose }): Step => ({ kind: 'replace-routine', from: loose, to: routineAfter(routine) })),
    ],
    names: [
      ...views.map(v => `${v.materialized ? 'materialized view' : 'view'} ${keyOf(v.name)}`),
      ...routines.map(r => `${r.kind} ${keyOf(r.name)}`),
      ...policies.map(p => `policy ${p.name} on ${keyOf(p.owner.name)}`),
      ...triggers.map(t => `trigger ${t.name}`),
      ...statistics.map(s => `extended statistics ${s.name}`),
      ...publications.map(p => `publication ${p.name}`),
    ],
    obstacles: [
      ...views
        .filter(v => v.materialized && !isSmallView(v, context))
        .map(v => `materialized view ${keyOf(v.name)}, which would have to be filled again under the lock`),
      ...readersLost(views, schema),
      ...unpinned.filter(u => u.loose === undefined).map(({ routine: r }) => `${r.kind} ${keyOf(r.name)}`),
      ...table.columns
        .filter(
          c =>
            c.generated !== undefined && c.name !== column && context.engine.semantics.columnsOf(c.generated.expression).includes(column),
        )
        .map(c => `generated column ${c.name}, whose values would be computed again`),
      ...(table.partitioning?.columns.includes(column) === true ? ['the partition key'] : []),
      ...(elsewhere.size > 1 ? [`policies of ${[...elsewhere].join(', ')}, which would lock too many tables at once`] : []),
    ],
  }
}

/** The way out for what cannot be carried along. */
export const instead = (obstacles: readonly string[]): string =>
  `use a maintenance window (--downtime), or drop ${obstacles.map(o => o.split(', which')[0]!.split(', whose')[0]!).join(', ')} first and create it again afterwards, in the same change file`

/** Kinds whose values compare and compute alike, so that a definition over one holds over the other. */
const families: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['real', 'double'],
  ['text', 'varchar', 'char', 'citext'],
  ['timestamp', 'timestamptz'],
  ['bit', 'varbit'],
  ['time', 'timetz'],
]

/** Does what is said of the one type mean the same of the other? */
export const readsAlike = (from: ColumnType, to: ColumnType): boolean =>
  (from.dimensions ?? 0) === (to.dimensions ?? 0) &&
  (from.kind === to.kind ? from.kind !== 'enum' : families.some(family => family.includes(from.kind) && family.includes(to.kind)))

export interface WayBack {
  readonly bound: Bound
  readonly steps: readonly Step[]
  readonly grade: Exclude<Grade, 'irreversible'>
  readonly because?: string
}

/**
 * Steps with what is bound to their column gone before and back after, all in one transaction.
 * @param wayBack what is done to the column on the way back, in one transaction with the same objects; each step's own when absent
 */
export const around = (bound: Bound, steps: readonly DraftStep[], together: string, wayBack?: WayBack): readonly DraftStep[] => {
  if (bound.names.length === 0) return steps
  const nothing = { grade: 'exact', because: 'it is undone with the whole transaction', steps: [] } as const
  const all = [...bound.drop.map(step => draft(step, { why: aside })), ...steps, ...bound.create.map(step => draft(step))].map(d => ({
    ...d,
    together,
    rollback: d.rollback ?? nothing,
  }))
  if (wayBack === undefined) return all
  const { grade, because = 'the same objects step aside once more' } = wayBack
  const drafts = [...wayBack.bound.drop, ...wayBack.steps, ...wayBack.bound.create].map(step => draft(step, { together }))
  return all.map((d, at) => (at === all.length - 1 ? { ...d, rollback: { grade, because, drafts } } : d))
}

const aside = 'it holds the column by its number, and is back before anybody can miss it'

/** The opposite of steps that make things go or come, in reverse order. */
export const undone = (steps: readonly Step[]): readonly Step[] =>
  [...steps].reverse().map((step): Step => {
    switch (step.kind) {
      case 'create-view':
        return { kind: 'drop-view', view: step.view }
      case 'drop-view':
        return { kind: 'create-view', view: step.view, ...(step.view.materialized ? { withData: true } : {}) }
      case 'create-policy':
        return { ...step, kind: 'drop-policy' }
      case 'drop-policy':
        return { ...step, kind: 'create-policy' }
      case 'create-trigger':
        return { ...step, kind: 'drop-trigger' }
      case 'drop-trigger':
        return { ...step, kind: 'create-trigger' }
      case 'create-statistics':
        return { ...step, kind: 'drop-statistics' }
      case 'drop-statistics':
        return { ...step, kind: 'create-statistics' }
      case 'set-publication':
      case 'replace-routine':
        return { ...step, from: step.to, to: step.from } as Step
      default:
        return step
    }
  })

export const notesOn = ({ names, create }: Bound): readonly string[] => [
  ...(names.length === 0
    ? []
    : [
        `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} dropped and created again in the transaction that changes over, with grants, owner and comments as the schema states them; what the schema leaves unsaid (lockstep pull takes it in) would be lost.`,
      ]),
  ...create.flatMap(step =>
    step.kind === 'create-statistics' ? [`Extended statistics ${step.statistics.name} are empty until the next ANALYZE.`] : [],
  ),
]
