import type { Migration } from '../history/migration.ts'
import { record } from '../history/recorder.ts'
import type { Replayed } from '../history/replay.ts'
import { keyOf } from '../model/name.ts'
import { emptySchema, type Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import { stepsToBuild } from '../steps/build-schema.ts'
import { unusualOptions } from '../steps/sequence-options.ts'
import { isSerial } from '../steps/serial.ts'
import type { Step } from '../steps/step.ts'

/** A history of one migration that makes what the whole one leaves behind. It stands where the last one stood. */
export const squash = (history: readonly Replayed[], engine: Engine): readonly Replayed[] => {
  const last = history.findLast(({ migration }) => migration.repeatable !== true) ?? history.at(-1)
  if (last === undefined) return []
  const schema = history.at(-1)!.after
  const { file } = last.migration
  const at = { file, line: 1, column: 1 }
  const { repeatable: _, down: __, noDown: ___, after: ____, ...same } = last.migration
  const migration: Migration = {
    ...same,
    name: 'baseline',
    at,
    wrapping: 'one-each',
    up: to =>
      stepsToBuild(untouched(schema))
        .filter(step => !comesByItself(step, schema))
        .forEach(step => to.add(at, step)),
    noDown: 'missing',
  }
  const { steps, endings, schema: after, diagnostics } = record({ engine, schema: emptySchema, wrapping: 'one-each' }, migration.up)
  return [{ migration, before: emptySchema, after, up: steps, endings: { up: endings, down: [] }, diagnostics }]
}

/** The sequence of a serial column, with nothing about it that its column would not give it. */
const comesByItself = (step: Step, { tables }: Schema): boolean => {
  if (step.kind !== 'create-sequence') return false
  const { name, options, type, grants, comment } = step.sequence
  const owner = tables
    .values()
    .find(table =>
      table.columns.some(
        column => isSerial(table.name, column) && keyOf(column.ownedSequence!) === keyOf(name) && column.type.kind === type,
      ),
    )
  return owner !== undefined && unusualOptions(type, options) === '' && grants === undefined && comment === undefined
}

/** What is made anew is known. */
const untouched = (schema: Schema): Schema => ({ ...schema, tainted: [] })
