import type { RelationLock, Work } from '../../../model/effects.ts'
import { keyOf, sibling, type Name } from '../../../model/name.ts'
import {
  columnIn,
  constraintIn,
  indexIn,
  tableIn,
  type Constraint,
  type Exclusion,
  type ForeignKey,
  type Index,
  type PrimaryKey,
  type Schema,
  type Table,
  type Unique,
} from '../../../model/schema.ts'
import { referencesThrough } from '../../../steps/dependents.ts'
import type { ConstraintStep } from '../../../steps/shapes/constraint.ts'
import type { StepOf } from '../../../steps/step.ts'
import { mayRefer } from '../casts.ts'
import { isProvenNotNull } from '../proof.ts'
import { familyOf } from '../relations.ts'
import { answer, type Family, lock, lockAll, reach } from './answer.ts'
import { rejectedWrite } from './breaks.ts'

const isIndexed = (constraint: Constraint): boolean => ['primary-key', 'unique', 'exclusion'].includes(constraint.kind)

/** ADD PRIMARY KEY makes its columns NOT NULL, which reads the table unless something proves it (T19). */
const readsForNull = (table: Table, columns: readonly string[], before: Schema): Work =>
  columns.every(column => isProvenNotNull(table, column, before)) ? 'none' : 'scan'

/** Why the server refuses an index as a constraint (T14, T20). */
function unusable(index: Index, constraint: Constraint): string | undefined {
  if (constraint.kind !== 'unique' && constraint.kind !== 'primary-key') return `${constraint.kind} has no USING INDEX form (42601)`
  if (!index.valid) return `index ${index.name} is not valid (55000)`
  if (!index.unique) return `${index.name} is not a unique index (42809)`
  if (index.where !== undefined) return `${index.name} is a partial index (42809)`
  if (index.parts.some(part => part.expression !== undefined)) return `index ${index.name} contains expressions (42809)`
  if (index.parts.some(part => part.order !== undefined || part.nulls === 'first'))
    return `index ${index.name} does not have default sorting behavior (42809)`
  return undefined
}

const refusals: Partial<Record<Constraint['kind'], string>> = {
  'primary-key': 'duplicate keys',
  unique: 'duplicate keys',
  check: 'rows the check excludes',
  'foreign-key': 'keys that are not there',
  exclusion: 'conflicting rows',
  'not-null': 'NULL',
}
const rejects = (table: Name, { kind, name }: Constraint) => rejectedWrite(`writes of ${refusals[kind]} to ${keyOf(table)} fail: ${name}`)

/** Columns that cannot be compared with the key they refer to. */
function incomparable(table: Name, { columns, references, referencedColumns }: ForeignKey, before: Schema): string | undefined {
  const [child, parent] = [tableIn(before, table), tableIn(before, references)]
  const pairs = columns.map(
    (name, at) => [child && columnIn(child, name), parent && columnIn(parent, referencedColumns[at] ?? '')] as const,
  )
  const bad = pairs.find(([own, key]) => own !== undefined && key !== undefined && !mayRefer(own.type, key.type, before))
  return (
    bad &&
    `${keyOf(table)}.${bad[0]!.name} is ${bad[0]!.type.native} and ${keyOf(references)}.${bad[1]!.name} ${bad[1]!.type.native}, which a foreign key cannot compare (42804)`
  )
}

function addForeignKey(
  table: Name,
  constraint: ForeignKey,
  before: Schema,
  major: number,
): { locks: readonly RelationLock[]; fails: string | undefined } {
  const work = constraint.validated ? 'scan' : 'none'
  return {
    locks: [...reach(before, table, 'share row exclusive', work), ...reach(before, constraint.references, 'share row exclusive', work)],
    fails:
      major < 18 && !constraint.validated && tableIn(before, table)?.partitioning !== undefined
        ? `cannot add NOT VALID foreign key on partitioned table ${keyOf(table)} (42809)`
        : incomparable(table, constraint, before),
  }
}

/** Up to 17 a partition's index is built as by CREATE INDEX, unless its column has to be made NOT NULL. */
function indexedLocks(name: Name, constraint: PrimaryKey | Unique | Exclusion, before: Schema, major: number): readonly RelationLock[] {
  const [own, ...partitions] = familyOf(before, name)
  if (own === undefined) return [lock(name, 'access exclusive', 'index-build')]
  const needsNotNull = constraint.kind === 'primary-key' && constraint.columns.some(column => columnIn(own, column)?.nullable !== false)
  return [
    ...lockAll([own], 'access exclusive', 'index-build'),
    ...lockAll(partitions, major >= 18 || needsNotNull ? 'access exclusive' : 'share', 'index-build'),
  ]
}

function addConstraint({ table: name, constraint, usingIndex }: StepOf<'add-constraint'>, before: Schema, major: number) {
  const breaks = [rejects(name, constraint)]
  const table = tableIn(before, name)
  switch (constraint.kind) {
    case 'foreign-key': {
      const { locks, fails } = addForeignKey(name, constraint, before, major)
      return answer(locks, { breaks, fails })
    }
    case 'check':
      return answer(reach(before, name, 'access exclusive', constraint.validated ? 'scan' : 'none'), { breaks })
    case 'not-null':
      return answer(
        familyOf(before, name).flatMap(member =>
          lockAll(
            [member],
            'access exclusive',
            constraint.validated && !isProvenNotNull(member, constraint.column, before) ? 'scan' : 'none',
          ),
        ),
        {
          breaks,
          fails: major < 18 && !constraint.validated ? `NOT NULL as a named constraint needs PostgreSQL 18 (42601)` : undefined,
        },
      )
    case 'primary-key':
    case 'unique':
    case 'exclusion': {
      if (usingIndex === undefined) return answer(indexedLocks(name, constraint, before, major), { breaks })
      const built = table === undefined ? usingIndex : (indexIn(table, usingIndex.name) ?? usingIndex)
      const work = constraint.kind === 'primary-key' && table !== undefined ? readsForNull(table, constraint.columns, before) : 'none'
      return answer(reach(before, name, 'access exclusive', work), {
        // The index has been enforcing uniqueness; only what the constraint adds is new.
        breaks: work === 'scan' ? breaks : [],
        fails:
          table?.partitioning !== undefined
            ? `ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables (0A000)`
            : unusable(built, constraint),
      })
    }
  }
}

function dropConstraint({ table: name, constraint }: StepOf<'drop-constraint'>, before: Schema) {
  const table = tableIn(before, name)
  const other = constraint.kind === 'foreign-key' ? reach(before, constraint.references, 'access exclusive') : []
  const through = table !== undefined && isIndexed(constraint) ? referencesThrough(before, table, constraint.name) : []
  return answer([...reach(before, name, 'access exclusive'), ...other], {
    fails:
      through.length > 0
        ? `${through.map(one => `foreign key ${one.constraint.name} of ${keyOf(one.table.name)}`).join(', ')} depends on ${constraint.name} (2BP01)`
        : undefined,
  })
}

function validateConstraint({ table: name, constraint }: StepOf<'validate-constraint'>, before: Schema) {
  const table = tableIn(before, name)
  const known = table === undefined ? undefined : constraintIn(table, constraint.name)
  const isDone = known !== undefined && 'validated' in known && known.validated
  const work = isDone ? 'none' : 'scan'
  // The check reads the referenced table's partitions through it, as any query would.
  const [referenced, ...partitions] = constraint.kind === 'foreign-key' && !isDone ? familyOf(before, constraint.references) : []
  const other = referenced === undefined ? [] : [...lockAll([referenced], 'row share', work), ...lockAll(partitions, 'access share', work)]
  return answer([...reach(before, name, 'share update exclusive', work), ...other])
}

function createIndex(step: StepOf<'create-index'>, before: Schema) {
  const { table: name, index, online, parentOnly, materializedView } = step
  const mode = online ? 'share update exclusive' : 'share'
  const relationKind = materializedView === true ? 'materialized-view' : 'table'
  const breaks = index.unique ? [rejectedWrite(`writes of duplicate keys to ${keyOf(name)} fail: ${index.name}`)] : []
  const isParent = tableIn(before, name)?.partitioning !== undefined
  const locks =
    relationKind === 'table' && parentOnly !== true
      ? reach(before, name, mode, 'index-build')
      : [lock(name, mode, isParent ? 'none' : 'index-build', relationKind)]
  return answer(locks, {
    breaks,
    transactional: !online,
    fails: online && isParent ? `cannot create index on partitioned table ${keyOf(name)} concurrently (0A000)` : undefined,
  })
}

function dropIndex({ table: name, index, online }: StepOf<'drop-index'>, before: Schema) {
  const table = tableIn(before, name)
  const relationKind = table === undefined && before.views.has(keyOf(name)) ? 'materialized-view' : 'table'
  const mode = online ? 'share update exclusive' : 'access exclusive'
  const isParent = table?.partitioning !== undefined
  const through = table === undefined ? [] : referencesThrough(before, table, index.name)
  return answer(
    [
      ...(isParent ? reach(before, name, mode) : [lock(name, mode, 'none', relationKind)]),
      lock(sibling(name, index.name), mode, 'none', 'index'),
    ],
    {
      transactional: !online,
      long: false,
      fails:
        online && isParent
          ? `cannot drop partitioned index ${index.name} concurrently (0A000)`
          : through.length > 0
            ? `foreign key ${through[0]?.constraint.name} depends on index ${index.name} (2BP01)`
            : table !== undefined && table.constraints.some(one => isIndexed(one) && one.name === index.name)
              ? `constraint ${index.name} requires index ${index.name} (2BP01)`
              : undefined,
    },
  )
}

export const constraint: Family<ConstraintStep> = {
  'add-constraint': (step, before, { major }) => addConstraint(step, before, major),
  'drop-constraint': dropConstraint,
  'validate-constraint': validateConstraint,
  'rename-constraint': ({ table: name, from }, before) => {
    const table = tableIn(before, name)
    const known = table === undefined ? undefined : constraintIn(table, from)
    const reached = known?.kind === 'check' ? reach(before, name, 'access exclusive') : [lock(name, 'access exclusive')]
    return answer(reached, {
      breaks: known !== undefined && isIndexed(known) ? [rejectedWrite(`ON CONFLICT ON CONSTRAINT ${from} fails with 42704`)] : [],
    })
  },
  'set-constraint-deferrable': ({ table: name }, before) => answer(reach(before, name, 'access exclusive')),
  'create-index': createIndex,
  'drop-index': dropIndex,
  'rename-index': ({ table, from }) => answer([lock(sibling(table, from), 'share update exclusive', 'none', 'index')]),
  'attach-index': ({ parent, index, partition, partitionIndex }) =>
    answer([
      lock(parent, 'access share'),
      lock(partition, 'access share'),
      lock(sibling(parent, index), 'share update exclusive', 'none', 'index'),
      lock(sibling(partition, partitionIndex), 'access exclusive', 'none', 'index'),
    ]),
}
