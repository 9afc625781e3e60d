import { keyOf, type Name } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'
import { taint } from '../../steps/taint.ts'
import { putEntry, withoutEntry } from '../../steps/edit.ts'
import { applyStep } from '../../steps/index.ts'
import { withoutRoutine, withRoutine } from '../../steps/routine-records.ts'
import type { Evolution } from './evolution.ts'
import { wordSemantics } from './word-semantics.ts'

const inEnum = (schema: Schema, name: Name, edit: (values: readonly string[]) => readonly string[]): Schema => {
  const old = schema.enums.get(keyOf(name))
  return old === undefined ? schema : putEntry(schema, 'enums', keyOf(name), { ...old, values: edit(old.values) })
}

const withValue = (values: readonly string[], value: string, before?: string, after?: string): readonly string[] => {
  const at = before !== undefined ? values.indexOf(before) : after !== undefined ? values.indexOf(after) + 1 : values.length
  return values.toSpliced(at < 0 ? values.length : at, 0, value)
}

export const objects: Pick<
  Evolution,
  | 'create-enum'
  | 'drop-enum'
  | 'add-enum-value'
  | 'rename-enum-value'
  | 'rebuild-enum'
  | 'rename-type'
  | 'create-domain'
  | 'drop-domain'
  | 'add-domain-check'
  | 'drop-domain-check'
  | 'create-view'
  | 'drop-view'
  | 'replace-view'
  | 'rename-view'
  | 'create-routine'
  | 'drop-routine'
  | 'replace-routine'
  | 'create-sequence'
  | 'drop-sequence'
  | 'alter-sequence'
  | 'create-extension'
  | 'drop-extension'
  | 'execute-sql'
> = {
  'create-enum': (schema, change) => putEntry(schema, 'enums', keyOf(change.enum.name), change.enum),
  'drop-enum': (schema, change) => withoutEntry(schema, 'enums', keyOf(change.enum.name)),
  'add-enum-value': (schema, { value, before, after, ...change }) =>
    inEnum(schema, change.enum.name, values => withValue(values, value, before, after)),
  'rename-enum-value': (schema, { from, to, ...change }) =>
    inEnum(schema, change.enum.name, values => values.map(v => (v === from ? to : v))),
  'rebuild-enum': (schema, { to, ...change }) => inEnum(schema, change.enum.name, () => to),
  'rename-type': (schema, { from, to }) => applyStep({ kind: 'rename-type', from, to }, schema, wordSemantics),
  'create-domain': (schema, { domain }) => putEntry(schema, 'domains', keyOf(domain.name), domain),
  'drop-domain': (schema, { domain }) => withoutEntry(schema, 'domains', keyOf(domain.name)),
  'add-domain-check': (schema, { domain, check }) =>
    putEntry(schema, 'domains', keyOf(domain.name), { ...domain, checks: [...domain.checks, check] }),
  'drop-domain-check': (schema, { domain, check }) =>
    putEntry(schema, 'domains', keyOf(domain.name), { ...domain, checks: domain.checks.filter(c => c.name !== check.name) }),
  'create-view': (schema, { view }) => putEntry(schema, 'views', keyOf(view.name), view),
  'drop-view': (schema, { view }) => withoutEntry(schema, 'views', keyOf(view.name)),
  'replace-view': (schema, { to }) => putEntry(schema, 'views', keyOf(to.name), to),
  'rename-view': (schema, { from, to }) =>
    applyStep({ kind: 'rename-view', from: from.name, to, materialized: from.materialized }, schema, wordSemantics),
  'create-routine': (schema, { routine }) => withRoutine(schema, routine),
  'drop-routine': (schema, { routine }) => withoutRoutine(schema, routine),
  'replace-routine': (schema, { from, to }) => withRoutine(withoutRoutine(schema, from), to),
  'create-sequence': (schema, { sequence }) => putEntry(schema, 'sequences', keyOf(sequence.name), sequence),
  'drop-sequence': (schema, { sequence }) => withoutEntry(schema, 'sequences', keyOf(sequence.name)),
  'alter-sequence': (schema, { from, to }) =>
    putEntry(withoutEntry(schema, 'sequences', keyOf(from.name)), 'sequences', keyOf(to.name), to),
  'create-extension': (schema, { extension }) => putEntry(schema, 'extensions', extension.name, extension),
  'drop-extension': (schema, { extension }) => withoutEntry(schema, 'extensions', extension.name),
  'execute-sql': (schema, { touches }) => taint(schema, touches),
}
