import { nameFrom } from '../../dsl/object.ts'
import { unknown } from '../../dsl/mistakes.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { keyOf } from '../../model/name.ts'
import type { EntryKind, Schema } from '../../model/schema.ts'
import type { Form, Naming } from './form.ts'

/** Objects of the schema by what names them on the command line. */
const records: Partial<Readonly<Record<Naming, readonly EntryKind[]>>> = {
  table: ['tables'],
  enum: ['enums'],
  domain: ['domains'],
  'user-type': ['enums', 'domains'],
  view: ['views'],
  sequence: ['sequences'],
  extension: ['extensions'],
}

export const namesIn = (schema: Schema, is: Naming): readonly string[] | undefined =>
  is === 'routine'
    ? [...new Set(schema.routines.values().map(({ name }) => keyOf(name)))]
    : records[is]?.flatMap(record => schema[record].keys())

/** Names of objects that the schema has not. What belongs to an object (columns, constraints, labels) the DSL itself looks up. */
export const checkWords = (form: Form, word: (name: string) => string | undefined, schema: Schema): readonly Diagnostic[] =>
  [
    ...form.slots.map(({ name, is }) => ({ name, is, written: word(name) })),
    ...Object.entries(form.options ?? {}).map(([name, { takes = 'text' }]) => ({ name, is: takes, written: word(name) })),
  ].flatMap(({ is, written }) => {
    const known = namesIn(schema, is)
    if (known === undefined || written === undefined || written === '' || known.includes(keyOf(nameFrom(written)))) return []
    return [unknown(is === 'user-type' ? 'type' : is, 'The schema', written, known)]
  })
