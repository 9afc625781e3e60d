import { clipName, isSameName, keyOf, longestName, type Name } from '../model/name.ts'
import {
  indexIn,
  type Check,
  type Constraint,
  type ForeignKey,
  type Index,
  type NotNull,
  type PrimaryKey,
  type Table,
  type Unique,
} from '../model/schema.ts'
import { applyAll } from '../steps/index.ts'
import { isSameIndex } from '../steps/inherit.ts'
import type { Step } from '../steps/step.ts'
import { draft, type DraftStep, type RecipeContext } from './recipe.ts'

/**
 * Safe sequences for steps that would otherwise read or rewrite a live table under a lock that stops it.
 * Used by recipes on the way forward and by the planner on the way back: rollbacks keep the same invariants.
 */
export type SafeContext = Pick<RecipeContext, 'schema' | 'engine' | 'isNew' | 'isSmall'>

/** Names the server would accept and nobody else uses: cut to 63 bytes (the server's NAMEDATALEN − 1). */
export const helperName = (...parts: readonly string[]): string => {
  const text = parts.join('_')
  if (Buffer.byteLength(text) <= longestName) return text
  let hash = 0
  for (const char of text) hash = (Math.imul(hash, 31) + char.codePointAt(0)!) >>> 0
  const tail = `_${hash.toString(36)}`
  return clipName(text, longestName - tail.length) + tail
}

/** No row to read, or so few that reading them is no event. */
const isTrivial = (table: Table, context: SafeContext): boolean => context.isNew(table) || context.isSmall(table)

export const createIndexSafely = (table: Table, index: Index, context: SafeContext): readonly DraftStep[] => {
  if (table.partitioning !== undefined && !context.isNew(table)) return createIndexTree(table, index, context)
  const online = !context.isNew(table)
  return [
    draft(
      { kind: 'create-index', table: table.name, index, online },
      online ? { why: 'built concurrently, so that writes go on during the build', avoids: 'blocks-writes' } : {},
    ),
  ]
}

/**
 * CREATE INDEX on a partitioned table blocks writes on all partitions; so: one concurrent build per partition under the
 * name the server would choose, then an empty index on the parent, then attach. In this order, because an attached index
 * cannot be detached: going back, dropping the parent's takes along what is attached, and the rest can be dropped.
 * An index a partition has already is attached as it is.
 */
const createIndexTree = (root: Table, index: Index, context: SafeContext): readonly DraftStep[] => {
  const whole = applyAll([{ kind: 'create-index', table: root.name, index, online: false }], context.schema, context.engine.semantics)
  const below = (table: Table, parentIndex: Index): readonly DraftStep[] => {
    const partitions = context.schema.tables
      .values()
      .filter(t => t.partitionOf !== undefined && isSameName(t.partitionOf.parent, table.name))
      .map(partition => {
        const wasFree = (name: string): boolean => indexIn(partition, name)?.inherited !== true
        const { inherited: _, ...own } = whole.tables
          .get(keyOf(partition.name))!
          .indexes.find(i => i.inherited === true && wasFree(i.name) && isSameIndex(i, index))!
        return { partition, own }
      })
    const parentOnly = partitions.length > 0
    return [
      ...partitions.flatMap(({ partition, own }) =>
        indexIn(partition, own.name) !== undefined
          ? []
          : partition.partitioning === undefined
            ? createIndexSafely(partition, own, context)
            : below(partition, own),
      ),
      draft(
        {
          kind: 'create-index',
          table: table.name,
          index: { ...parentIndex, valid: !parentOnly },
          online: false,
          ...(parentOnly ? { parentOnly } : {}),
        },
        { why: 'an entry on the parent alone: nothing is built', avoids: 'blocks-writes', apart: true },
      ),
      ...partitions.map(({ partition, own }) =>
        draft(
          { kind: 'attach-index', parent: table.name, index: parentIndex.name, partition: partition.name, partitionIndex: own.name },
          { why: 'once every partition is attached, the parent index becomes valid by itself', apart: true },
        ),
      ),
    ]
  }
  return below(root, index)
}

export const dropIndexSafely = (table: Table, index: Index, context: SafeContext): readonly DraftStep[] => {
  const online = !context.isNew(table) && table.partitioning === undefined
  return [
    draft(
      { kind: 'drop-index', table: table.name, index, online },
      online ? { why: 'dropped concurrently: no query waits behind it', avoids: 'blocks-reads' } : {},
    ),
  ]
}

/** The index that becomes a unique or primary key constraint. */
export const indexBehind = (constraint: PrimaryKey | Unique, name: string): Index => ({
  name,
  unique: true,
  valid: true,
  parts: constraint.columns.map(column => ({ column })),
  ...(constraint.include === undefined ? {} : { include: constraint.include }),
  ...(constraint.kind === 'unique' && constraint.nullsNotDistinct === true ? { nullsNotDistinct: true } : {}),
})

const isReadyFor = (index: Index, constraint: PrimaryKey | Unique): boolean =>
  index.unique &&
  index.valid &&
  index.where === undefined &&
  (index.method ?? 'btree') === 'btree' &&
  index.parts.length === constraint.columns.length &&
  index.parts.every((part, i) => part.column === constraint.columns[i] && part.order === undefined && part.nulls === undefined)

const addKeySafely = (table: Table, constraint: PrimaryKey | Unique, context: SafeContext): readonly DraftStep[] => {
  const ready = table.indexes.find(index => index.name === constraint.name && isReadyFor(index, constraint))
  const index =
    ready ?? indexBehind(constraint, indexIn(table, constraint.name) === undefined ? constraint.name : helperName(constraint.name, 'key'))
  const required =
    constraint.kind === 'primary-key' ? constraint.columns.filter(name => table.columns.find(c => c.name === name)?.nullable === true) : []
  return [
    ...required.flatMap(column => setNotNullSafely(table, column, context)),
    ...(ready === undefined ? createIndexSafely(table, index, context) : []),
    draft(
      { kind: 'add-constraint', table: table.name, constraint, usingIndex: index },
      { why: 'takes over the finished index, so nothing is read under the lock', avoids: 'scans-table' },
    ),
  ]
}

const addValidatedSafely = (table: Table, constraint: Check | ForeignKey | NotNull): readonly DraftStep[] => [
  draft(
    { kind: 'add-constraint', table: table.name, constraint: { ...constraint, validated: false } },
    { why: 'NOT VALID: binds new rows at once and reads no old one', avoids: 'scans-table' },
  ),
  ...(constraint.validated
    ? [
        draft(
          { kind: 'validate-constraint', table: table.name, constraint: { ...constraint, validated: true } },
          { why: 'reads the old rows while reads and writes go on', avoids: 'scans-table' },
        ),
      ]
    : []),
]

/** A new table holds no row: bound and proven in one transaction, which locks one referenced table. */
export const referToLiveTable = (table: Table, constraint: ForeignKey): readonly DraftStep[] => {
  const together = `reference ${keyOf(table.name)}.${constraint.name}`
  return [
    draft(
      { kind: 'add-constraint', table: table.name, constraint: { ...constraint, validated: false } },
      { why: 'one referenced table at a time is locked', avoids: 'blocks-writes', together, apart: true },
    ),
    ...(constraint.validated
      ? [draft({ kind: 'validate-constraint', table: table.name, constraint }, { why: 'the table is empty: no row is read', together })]
      : []),
  ]
}

export const addConstraintSafely = (table: Table, constraint: Constraint, context: SafeContext): readonly DraftStep[] => {
  const direct = [draft({ kind: 'add-constraint', table: table.name, constraint })]
  if (context.isNew(table))
    return constraint.kind === 'foreign-key' && table.partitioning === undefined ? referToLiveTable(table, constraint) : direct
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique':
      return table.partitioning === undefined ? addKeySafely(table, constraint, context) : direct
    case 'foreign-key':
      return table.partitioning !== undefined && !context.engine.can.notValidForeignKeyOnPartitioned
        ? direct
        : addValidatedSafely(table, constraint)
    case 'check':
    case 'not-null':
      return isTrivial(table, context) && constraint.kind === 'check' && constraint.validated
        ? direct
        : addValidatedSafely(table, constraint)
    case 'exclusion':
      return direct
  }
}

/** Makes a column required without reading the table under a lock that stops it (postgres.md, block NN). */
export const setNotNullSafely = (table: Table, column: string, context: SafeContext): readonly DraftStep[] => {
  const setNotNull = (provenBy?: string): Step => ({
    kind: 'set-not-null',
    table: table.name,
    column,
    ...(provenBy === undefined ? {} : { provenBy }),
  })
  if (isTrivial(table, context)) return [draft(setNotNull())]
  const proof = table.constraints.find((c): c is Check => c.kind === 'check' && c.validated && isExactProof(c.expression, column, context))
  if (proof !== undefined) return [draft(setNotNull(proof.name), { why: `proven by ${proof.name}: no row is read` })]
  const name = helperName(table.name.name, column, 'not_null')
  if (context.engine.can.addNotNullNotValid) {
    const constraint = { kind: 'not-null', name, column, validated: false } as const
    return [
      draft(
        { kind: 'add-constraint', table: table.name, constraint },
        { why: 'NOT VALID: refuses new NULLs at once and reads no old row', avoids: 'scans-table' },
      ),
      draft(
        { kind: 'validate-constraint', table: table.name, constraint: { ...constraint, validated: true } },
        {
          why: 'reads the old rows while reads and writes go on; a plain SET NOT NULL would read them under its lock',
          avoids: 'scans-table',
        },
      ),
    ]
  }
  const check: Check = { kind: 'check', name, expression: `${context.engine.quoteIdentifier(column)} IS NOT NULL`, validated: true }
  const together = `not-null ${keyOf(table.name)}.${column}`
  return [
    ...addValidatedSafely(table, check),
    draft(setNotNull(name), { why: 'proven by the validated check: no row is read', avoids: 'scans-table', together, apart: true }),
    draft(
      { kind: 'drop-constraint', table: table.name, constraint: check },
      {
        why: 'the check has done its work; a statement of its own, or the proof would be gone before it is used',
        together,
        rollback: {
          grade: 'leaves residue',
          because: 'the check comes back unproven until it is dropped',
          steps: [{ kind: 'add-constraint', table: table.name, constraint: { ...check, validated: false } }],
          residue: [{ what: `${keyOf(table.name)}: validated flag of ${name}` }],
        },
      },
    ),
  ]
}

/** Apart: the catalog-only end of making a column required, which may share a later lock on the same table. */
export const splitNotNull = (drafts: readonly DraftStep[]): readonly [notNull: readonly DraftStep[], rest: readonly DraftStep[]] => {
  const isEnd = (d: DraftStep): boolean => d.together?.startsWith('not-null ') === true
  return [drafts.filter(isEnd), drafts.filter(d => !isEnd(d))]
}

/** The server accepts exactly `col IS NOT NULL`, alone or as one side of AND (T4). */
const isExactProof = (expression: string, column: string, context: SafeContext): boolean => {
  const wanted = `${context.engine.quoteIdentifier(column)} IS NOT NULL`
  const bare = (text: string): string =>
    text
      .trim()
      .replace(/^\((.*)\)$/s, '$1')
      .trim()
  return (
    bare(expression) === wanted ||
    bare(expression)
      .split(/\sAND\s/)
      .some(part => bare(part) === wanted)
  )
}

/**
 * A step of somebody's way back, made safe: what would scan or build under a blocking lock is taken apart.
 * @param table the step's table as it is before the step
 */
export const safely = (step: Step, table: Table | undefined, context: SafeContext): readonly DraftStep[] => {
  if (table === undefined) return [draft(step)]
  switch (step.kind) {
    case 'set-not-null':
      return step.provenBy === undefined ? setNotNullSafely(table, step.column, context) : [draft(step)]
    case 'add-constraint':
      return step.usingIndex === undefined ? addConstraintSafely(table, step.constraint, context) : [draft(step)]
    case 'create-index':
      return step.parentOnly === true || step.materializedView === true ? [draft(step)] : createIndexSafely(table, step.index, context)
    case 'drop-index':
      return dropIndexSafely(table, step.index, context)
    default:
      return [draft(step)]
  }
}

export const tableOfStep = (step: Step): Name | undefined =>
  'table' in step && 'name' in step.table && !('columns' in step.table) ? step.table : undefined
