import { keyOf, type Name } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { withNamesKept } from './chosen-name-kept.ts'
import { relationRenamed } from './rename-relation-text.ts'
import { inViewTexts, type Rewrite } from './sql-texts.ts'
import type { Semantics } from './step.ts'

const isAt = (name: Name | undefined, from: Name): boolean => name !== undefined && keyOf(name) === keyOf(from)

const rekeyed = <T>(record: Readonly<Record<string, T>>, from: string, to: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]))

const inOthers = (table: Table, from: Name, to: Name, text: Rewrite): Table => ({
  ...table,
  constraints: table.constraints.map(c => (c.kind === 'foreign-key' && isAt(c.references, from) ? { ...c, references: to } : c)),
  ...(table.partitionOf && isAt(table.partitionOf.parent, from) ? { partitionOf: { ...table.partitionOf, parent: to } } : {}),
  ...(table.policies && {
    policies: table.policies.map(policy => ({
      ...policy,
      ...(policy.using && { using: text(policy.using) }),
      ...(policy.check && { check: text(policy.check) }),
    })),
  }),
})

const itself = (table: Table, to: Name, text: Rewrite, semantics: Semantics): Table => {
  const same = (column: string): string => column
  return {
    ...withNamesKept(table, { ...table, name: to }, same, semantics),
    ...(table.triggers && { triggers: table.triggers.map(t => ({ ...t, definition: text(t.definition) })) }),
    ...(table.extendedStatistics && { extendedStatistics: table.extendedStatistics.map(s => ({ ...s, definition: text(s.definition) })) }),
  }
}

/** A table or view under another name, and everything that points to it; its indexes, constraints and sequences keep theirs. */
export const moveRelation = (schema: Schema, from: Name, to: Name, semantics: Semantics): Schema => {
  const text = relationRenamed(from, to, semantics)
  const [key, newKey] = [keyOf(from), keyOf(to)]
  const table = schema.tables.get(key)
  const view = schema.views.get(key)
  const moved: Schema = {
    ...schema,
    ...(table && { tables: schema.tables.without(key).with(newKey, itself(table, to, text, semantics)) }),
    ...(view && { views: schema.views.without(key).with(newKey, { ...view, name: to }) }),
  }
  return {
    ...moved,
    tables: moved.tables.map(each => inOthers(each, from, to, text)),
    views: moved.views.map(each =>
      each.reads[key] === undefined ? each : inViewTexts({ ...each, reads: rekeyed(each.reads, key, newKey) }, text),
    ),
    routines: moved.routines.map(each => (each.reads?.[key] === undefined ? each : { ...each, reads: rekeyed(each.reads, key, newKey) })),
    sequences: moved.sequences.map(each =>
      each.ownedBy && isAt(each.ownedBy.table, from) ? { ...each, ownedBy: { ...each.ownedBy, table: to } } : each,
    ),
    tainted: moved.tainted.map(each => (each === key ? newKey : each)),
  }
}
