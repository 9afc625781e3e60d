import type { Change } from '../changes/change.ts'
import { keyOf } from '../model/name.ts'
import type { Constraint, Index, Table } from '../model/schema.ts'
import { paired, unsaidOf } from './comparison.ts'
import { isEqual } from './equal.ts'
import { isSame } from './same.ts'

/** What a table carries besides columns, sorted by when it runs. */
export interface Parts {
  /** Foreign keys that go: before any table loses the key they lean on. */
  readonly unlinks: readonly Constraint[]
  /** Frees the columns. */
  readonly before: readonly Change[]
  /** Needs the columns as they should be. */
  readonly after: readonly Change[]
  /** Foreign keys, which need the other table as well. */
  readonly references: readonly Change[]
  readonly unsaid: readonly string[]
}

const unchanged: Parts = { unlinks: [], before: [], after: [], references: [], unsaid: [] }

/** Something that went under one name and came under another is renamed: the catalog in the end is the same, without a scan. */
const renamesOf = <T extends { readonly name: string }>(gone: readonly T[], come: readonly T[]): ReadonlyMap<T, T> => {
  const free = new Set(come)
  return new Map(
    gone.flatMap(each => {
      const same = [...free].find(other => isSame(each, other, 'name'))
      if (same === undefined) return []
      free.delete(same)
      return [[each, same] as const]
    }),
  )
}

export const compareConstraints = (table: Table, to: Table): Parts => {
  if (isEqual(table.constraints, to.constraints)) return unchanged
  const own = (t: Table): readonly Constraint[] => t.constraints.filter(c => c.inherited !== true)
  const { gone, come, both } = paired(own(table), own(to))
  const renames = renamesOf(gone, come)
  const arrived = new Set(renames.values())
  const add = (constraint: Constraint): Change => ({ kind: 'add-constraint', table: to.name, constraint })
  const replaced = both.filter(([a, b]) => !isSame(a, b, 'comment') && !canAlter(a, b))
  const added = [...replaced.map(([, b]) => b), ...come.filter(c => !arrived.has(c))]
  const leaving = [...gone.filter(c => !renames.has(c)), ...replaced.map(([a]) => a)]
  return {
    unlinks: leaving.filter(c => c.kind === 'foreign-key'),
    before: [
      ...[...renames].map(([a, b]): Change => ({ kind: 'rename-constraint', table: to.name, from: a.name, to: b.name })),
      ...leaving
        .filter(c => c.kind !== 'foreign-key')
        .map((constraint): Change => ({ kind: 'drop-constraint', table: to.name, constraint })),
    ],
    after: [
      ...added.filter(c => c.kind !== 'foreign-key').map(add),
      ...both.filter(([a, b]) => !isSame(a, b, 'comment') && canAlter(a, b)).flatMap(([a, b]) => alter(to, a, b)),
    ],
    references: added.filter(c => c.kind === 'foreign-key').map(add),
    unsaid: both.flatMap(([a, b]) => unsaidOf(`constraint ${a.name} of ${keyOf(to.name)}`, a, b, ['comment'], isSame)),
  }
}

/** Validation and a foreign key's deferral change in place; anything else is another constraint. */
const canAlter = (a: Constraint, b: Constraint): boolean => {
  const but = ['comment', 'validated', ...(a.kind === 'foreign-key' ? ['deferrable'] : [])]
  return isSame(a, b, ...but) && !('validated' in a && a.validated && 'validated' in b && !b.validated)
}

const alter = (table: Table, a: Constraint, b: Constraint): readonly Change[] => [
  ...('validated' in a && 'validated' in b && !a.validated && b.validated
    ? [{ kind: 'validate-constraint' as const, table: table.name, constraint: a }]
    : []),
  ...(a.kind === 'foreign-key' && b.kind === 'foreign-key' && a.deferrable !== b.deferrable
    ? [{ kind: 'set-constraint-deferrable' as const, table: table.name, constraint: a.name, from: a.deferrable, to: b.deferrable }]
    : []),
]

export const compareIndexes = (table: Table, to: Table): Parts => {
  if (isEqual(table.indexes, to.indexes)) return unchanged
  const own = (t: Table): readonly Index[] => t.indexes.filter(i => i.inherited !== true)
  const { gone, come, both } = paired(own(table), own(to))
  const renames = renamesOf(gone, come)
  const arrived = new Set(renames.values())
  return {
    unlinks: [],
    before: [
      ...[...renames].map(([a, b]): Change => ({ kind: 'rename-index', table: to.name, from: a.name, to: b.name })),
      ...gone.filter(i => !renames.has(i)).map((index): Change => ({ kind: 'drop-index', table: to.name, index })),
    ],
    after: [
      ...both
        .filter(([a, b]) => !isSame(a, b, 'comment'))
        .map(([a, b]): Change => ({ kind: 'replace-index', table: to.name, from: a, to: b })),
      ...come.filter(i => !arrived.has(i)).map((index): Change => ({ kind: 'add-index', table: to.name, index })),
    ],
    references: [],
    unsaid: both.flatMap(([a, b]) => unsaidOf(`index ${a.name} of ${keyOf(to.name)}`, a, b, ['comment'], isSame)),
  }
}

/** Triggers and policies have no way to be altered that keeps all of them: the old one goes, the new one comes. */
export const compareTriggersAndPolicies = (table: Table, to: Table): Parts => {
  if (isEqual(table.triggers, to.triggers) && isEqual(table.policies, to.policies)) return unchanged
  const triggers = paired(table.triggers, to.triggers)
  const policies = paired(table.policies, to.policies)
  const changedTriggers = triggers.both.filter(([a, b]) => !isSame(a, b, 'comment'))
  const changedPolicies = policies.both.filter(([a, b]) => !isSame(a, b, 'comment'))
  const { name } = to
  return {
    unlinks: [],
    before: [
      ...[...triggers.gone, ...changedTriggers.map(([a]) => a)].map((trigger): Change => ({ kind: 'drop-trigger', table: name, trigger })),
      ...[...policies.gone, ...changedPolicies.map(([a]) => a)].map((policy): Change => ({ kind: 'drop-policy', table: name, policy })),
    ],
    after: [
      ...[...changedTriggers.map(([, b]) => b), ...triggers.come].map((trigger): Change => ({
        kind: 'create-trigger',
        table: name,
        trigger,
      })),
      ...[...changedPolicies.map(([, b]) => b), ...policies.come].map((policy): Change => ({ kind: 'create-policy', table: name, policy })),
    ],
    references: [],
    unsaid: [...triggers.both, ...policies.both].flatMap(([a, b]) => unsaidOf(`${a.name} on ${keyOf(name)}`, a, b, ['comment'], isSame)),
  }
}
