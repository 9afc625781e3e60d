import type { Entries } from '../model/entries.ts'
import type { Change } from '../changes/change.ts'
import { keyOf } from '../model/name.ts'
import type { Check, Domain, Enum, Schema, View } from '../model/schema.ts'
import { compareGrants } from './columns.ts'
import { paired, unsaidOf, type Comparison } from './comparison.ts'
import { isSame } from './same.ts'

/** What the tables need there before them (`first`), and what can only go after them (`last`). */
export interface ObjectComparison {
  readonly first: Comparison
  readonly last: Comparison
}

type Keyed<T> = { readonly name: string; readonly value: T }
const keyed = <T>(entries: Entries<T>): readonly Keyed<T>[] => entries.entries().map(([name, value]) => ({ name, value }))

const compareEnum = (from: Enum, to: Enum): readonly Change[] => {
  if (isSame(from.values, to.values)) return []
  const kept = to.values.filter(v => from.values.includes(v))
  if (!isSame(kept, from.values)) return [{ kind: 'rebuild-enum', enum: from, to: to.values }]
  let now = from
  return to.values.flatMap((value, at): readonly Change[] => {
    if (now.values.includes(value)) return []
    const before = now.values[at]
    const change: Change = { kind: 'add-enum-value', enum: now, value, ...(before === undefined ? {} : { before }) }
    now = { ...now, values: now.values.toSpliced(at, 0, value) }
    return [change]
  })
}

const compareDomain = (from: Domain, to: Domain): readonly Change[] => {
  const { gone, come, both } = paired(from.checks, to.checks)
  const changed = both.filter(([a, b]) => !isSame(a, b))
  let domain = from
  const step =
    (kind: 'drop-domain-check' | 'add-domain-check') =>
    (check: Check): Change => {
      const change: Change = { kind, domain, check }
      domain = {
        ...domain,
        checks: kind === 'add-domain-check' ? [...domain.checks, check] : domain.checks.filter(c => c.name !== check.name),
      }
      return change
    }
  return [
    ...[...gone, ...changed.map(([a]) => a)].map(step('drop-domain-check')),
    ...[...changed.map(([, b]) => b), ...come].map(step('add-domain-check')),
  ]
}

/** A view that shows no more than it did is replaced; one that turns into the other sort is made anew. */
const compareView = (from: View, to: View): readonly Change[] => [
  ...(isSame(from, to, 'reads', 'grants', 'columnGrants', 'columnComments', 'owner', 'comment', 'triggers')
    ? []
    : from.materialized === to.materialized
      ? [{ kind: 'replace-view' as const, from, to }]
      : [
          { kind: 'drop-view' as const, view: from },
          { kind: 'create-view' as const, view: to },
        ]),
  ...compareGrants(to.name, from.grants, to.grants),
]

/** A view that another reads comes before it. */
const inReadingOrder = (views: readonly View[]): readonly View[] => {
  const byKey = new Map(views.map(view => [keyOf(view.name), view]))
  const ordered = new Set<View>()
  const visit = (view: View): void => {
    if (ordered.has(view)) return
    for (const read of Object.keys(view.reads)) {
      const other = byKey.get(read)
      if (other !== undefined && other !== view) visit(other)
    }
    ordered.add(view)
  }
  views.forEach(visit)
  return [...ordered]
}

export const compareObjects = (from: Schema, to: Schema): ObjectComparison => {
  const enums = paired(keyed(from.enums), keyed(to.enums))
  const domains = paired(keyed(from.domains), keyed(to.domains))
  const views = paired(keyed(from.views), keyed(to.views))
  const routines = paired(keyed(from.routines), keyed(to.routines))
  const extensions = paired(keyed(from.extensions), keyed(to.extensions))
  // An owned sequence comes and goes with its column.
  const sequences = paired(
    keyed(from.sequences).filter(s => s.value.ownedBy === undefined || to.sequences.has(s.name)),
    keyed(to.sequences).filter(s => s.value.ownedBy === undefined || from.sequences.has(s.name)),
  )
  const changedRoutines = routines.both.filter(([a, b]) => !isSame(a.value, b.value, 'grants', 'owner', 'comment', 'reads'))
  return {
    first: {
      changes: [
        ...extensions.come.map(({ value }): Change => ({ kind: 'create-extension', extension: value })),
        ...enums.come.map(({ value }): Change => ({ kind: 'create-enum', enum: value })),
        ...enums.both.flatMap(([a, b]) => compareEnum(a.value, b.value)),
        ...domains.come.map(({ value }): Change => ({ kind: 'create-domain', domain: value })),
        ...domains.both.flatMap(([a, b]) => compareDomain(a.value, b.value)),
        ...sequences.come.map(({ value }): Change => ({ kind: 'create-sequence', sequence: value })),
        ...sequences.both
          .filter(([a, b]) => !isSame(a.value, b.value, 'grants', 'owner', 'comment', 'ownedBy'))
          .map(([a, b]): Change => ({ kind: 'alter-sequence', from: a.value, to: b.value })),
        ...inReadingOrder(views.gone.map(v => v.value))
          .toReversed()
          .map((view): Change => ({ kind: 'drop-view', view })),
        ...routines.come.map(({ value }): Change => ({ kind: 'create-routine', routine: value })),
        ...changedRoutines.map(([a, b]): Change => ({ kind: 'replace-routine', from: a.value, to: b.value })),
      ],
      unsaid: [
        ...enums.both.flatMap(([a, b]) => unsaidOf(`enum ${a.name}`, a.value, b.value, ['comment', 'owner', 'grants'], isSame)),
        ...domains.both.flatMap(([a, b]) =>
          unsaidOf(
            `domain ${a.name}`,
            a.value,
            b.value,
            ['type', 'nullable', 'default', 'collation', 'comment', 'owner', 'grants'],
            isSame,
          ),
        ),
        ...sequences.both.flatMap(([a, b]) =>
          unsaidOf(`sequence ${a.name}`, a.value, b.value, ['ownedBy', 'comment', 'owner', 'grants'], isSame),
        ),
        ...views.both.flatMap(([a, b]) =>
          unsaidOf(`view ${a.name}`, a.value, b.value, ['columnGrants', 'columnComments', 'triggers', 'comment', 'owner'], isSame),
        ),
        ...routines.both.flatMap(([a, b]) => unsaidOf(`routine ${a.name}`, a.value, b.value, ['comment', 'owner', 'grants'], isSame)),
        ...extensions.both.flatMap(([a, b]) => unsaidOf(`extension ${a.name}`, a.value, b.value, ['schema'], isSame)),
        ...(isSame(from.others ?? [], to.others ?? []) ? [] : [`${otherNames(from, to).join(', ')}: not the same on both sides`]),
      ],
    },
    last: {
      changes: [
        ...inReadingOrder(views.come.map(v => v.value)).map((view): Change => ({ kind: 'create-view', view })),
        ...views.both.flatMap(([a, b]) => compareView(a.value, b.value)),
        ...routines.gone.map(({ value }): Change => ({ kind: 'drop-routine', routine: value })),
        ...sequences.gone.map(({ value }): Change => ({ kind: 'drop-sequence', sequence: value })),
        ...domains.gone.map(({ value }): Change => ({ kind: 'drop-domain', domain: value })),
        ...enums.gone.map(({ value }): Change => ({ kind: 'drop-enum', enum: value })),
        ...extensions.gone.map(({ value }): Change => ({ kind: 'drop-extension', extension: value })),
      ],
      unsaid: [],
    },
  }
}

const otherNames = (from: Schema, to: Schema): readonly string[] => {
  const all = [...(from.others ?? []), ...(to.others ?? [])]
  return [...new Set(all.filter(o => all.filter(p => isSame(o, p)).length === 1).map(o => `${o.kind} ${keyOf(o.name)}`))]
}
