import type { Entries } from '../model/entries.ts'
import { editKinds } from '../model/entry-kinds.ts'
import type { EntryKind, EntryKinds, Schema, Table } from '../model/schema.ts'
import { exactBut } from './inverse.ts'
import type { Outcome } from './shapes/object.ts'
import type { Inverse, StepBehaviour, StepOf } from './step.ts'
import { taint } from './taint.ts'

/** The schema with the entries that are otherwise afterwards. */
const turned = (schema: Schema, { others, ...becomes }: Outcome): Schema => ({
  ...editKinds(schema, <Kind extends EntryKind>(entries: Entries<EntryKinds[Kind]>, kind: Kind) => {
    const all: { readonly [Each in EntryKind]?: Readonly<Record<string, EntryKinds[Each] | null>> } = becomes
    const after: Readonly<Record<string, EntryKinds[Kind] | null>> = all[kind] ?? {}
    let edited = entries
    for (const [key, entry] of Object.entries(after)) edited = entry === null ? edited.without(key) : edited.with(key, entry)
    return edited
  }),
  ...(others === undefined ? {} : { others }),
})

/** Tables it makes, where it does nothing else to the schema. */
const madeBy = ({ becomes = {} }: StepOf<'execute-sql'>, before: Schema): readonly Table[] | undefined => {
  const { tables = {}, ...others } = becomes
  const isAll =
    Object.keys(others).length === 0 && Object.entries(tables).every(([key, table]) => table !== null && !before.tables.has(key))
  return isAll && Object.keys(tables).length > 0 ? Object.values(tables).flatMap(table => table ?? []) : undefined
}

const invert = (step: StepOf<'execute-sql'>, before: Schema): Inverse => {
  if (step.down !== undefined) return exactBut('as its author states', { ...step, up: step.down, down: step.up })
  const made = step.known === undefined ? undefined : madeBy(step, before)
  if (made === undefined) return { grade: 'irreversible', because: `no way back is stated for SQL kept as it is (${step.reason})` }
  return {
    grade: 'loses later writes',
    because: `rows written to ${made.map(table => table.name.name).join(', ')} are gone`,
    steps: made.map(table => ({ kind: 'drop-table', table })),
  }
}

export const executeSql: StepBehaviour<StepOf<'execute-sql'>> = {
  /** Where it is not known what it does, the objects it may touch are no longer trusted. */
  apply: ({ touches, known, becomes }, schema) => {
    const after = becomes === undefined ? schema : turned(schema, becomes)
    return known === undefined ? taint(after, touches) : after
  },
  invert,
  describe: ({ up }) => {
    const line = up.trim().replace(/\s+/g, ' ')
    return `run ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`
  },
}
