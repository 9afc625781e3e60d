import type { Schema, Table } from '../model/schema.ts'
import { exactBut } from './inverse.ts'
import type { Outcome } from './shapes/object.ts'
import type { Inverse, StepBehaviour, StepOf } from './step.ts'
import { taint } from './taint.ts'

type Entries = Readonly<Record<string, unknown>>

const merged = (before: Entries, after: Readonly<Record<string, unknown>>): Entries =>
  Object.fromEntries(Object.entries({ ...before, ...after }).filter(([, entry]) => entry !== null))

/** The schema with the entries that are otherwise afterwards. */
const turned = (schema: Schema, { others, ...records }: Outcome): Schema => ({
  ...schema,
  ...Object.fromEntries(
    Object.entries(records).map(([record, entries]) => [record, merged(schema[record as keyof typeof records] as Entries, entries)]),
  ),
  ...(others === undefined ? {} : { others }),
})

/** Tables it makes, where it does nothing else to the schema. */
const madeBy = ({ becomes = {} }: StepOf<'execute-sql'>, before: Schema): readonly Table[] | undefined => {
  const { tables = {}, ...others } = becomes
  const isAll =
    Object.keys(others).length === 0 && Object.entries(tables).every(([key, table]) => table !== null && before.tables[key] === undefined)
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
