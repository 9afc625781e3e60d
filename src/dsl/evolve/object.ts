import { keyOf, nameOf, type Name } from '../../model/name.ts'
import type { Column, Enum, Routine, Schema } from '../../model/schema.ts'
import { putEntry, withoutEntry } from '../../steps/edit.ts'
import { quoteIdentifier } from '../quote.ts'
import type { Evolution } from './evolution.ts'

/** Keyed by name; an overload, which shares it, by `name(arguments)`, as introspection does. */
export const routineKey = (routines: Schema['routines'], { name, arguments: args }: Pick<Routine, 'name' | 'arguments'>): string => {
  const overload = `${keyOf(name)}(${args})`
  const plain = routines[keyOf(name)]
  return overload in routines || (plain !== undefined && plain.arguments !== args) ? overload : keyOf(name)
}

const inEnum = (schema: Schema, name: Name, edit: (values: readonly string[]) => readonly string[]): Schema => {
  const old = schema.enums[keyOf(name)]
  return old === undefined ? schema : putEntry(schema, 'enums', keyOf(name), { ...old, values: edit(old.values) })
}

const withValue = (values: readonly string[], value: string, before?: string, after?: string): readonly string[] => {
  const at = before !== undefined ? values.indexOf(before) : after !== undefined ? values.indexOf(after) + 1 : values.length
  return values.toSpliced(at < 0 ? values.length : at, 0, value)
}

/** A renamed type keeps its columns; their type prints under the new name. */
const renameType = (schema: Schema, from: Name, to: string): Schema => {
  const target = nameOf(to, from.schema)
  const native = [...(target.schema === undefined ? [] : [target.schema]), target.name].map(quoteIdentifier).join('.')
  const follow = (column: Column): Column => (column.type.reference !== undefined && keyOf(column.type.reference) === keyOf(from)
    ? { ...column, type: { ...column.type, reference: target, native: native + '[]'.repeat(column.type.dimensions ?? 0) } }
    : column)
  const moved = schema.enums[keyOf(from)] !== undefined ? 'enums' : 'domains'
  const object = schema[moved][keyOf(from)]
  return object === undefined ? schema : {
    ...putEntry(withoutEntry(schema, moved, keyOf(from)), moved, keyOf(target), { ...object, name: target } as Enum & Schema['domains'][string]),
    tables: Object.fromEntries(Object.entries(schema.tables).map(([key, table]) => [key, { ...table, columns: table.columns.map(follow) }])),
  }
}

export const objects: Pick<Evolution,
  | 'create-enum' | 'drop-enum' | 'add-enum-value' | 'rename-enum-value' | 'rebuild-enum' | 'rename-type'
  | 'create-domain' | 'drop-domain' | 'add-domain-check' | 'drop-domain-check'
  | 'create-view' | 'drop-view' | 'replace-view' | 'rename-view' | 'create-routine' | 'drop-routine' | 'replace-routine'
  | 'create-sequence' | 'drop-sequence' | 'alter-sequence' | 'create-extension' | 'drop-extension' | 'execute-sql'> = {
  'create-enum': (schema, change) => putEntry(schema, 'enums', keyOf(change.enum.name), change.enum),
  'drop-enum': (schema, change) => withoutEntry(schema, 'enums', keyOf(change.enum.name)),
  'add-enum-value': (schema, { value, before, after, ...change }) => inEnum(schema, change.enum.name, values => withValue(values, value, before, after)),
  'rename-enum-value': (schema, { from, to, ...change }) => inEnum(schema, change.enum.name, values => values.map(v => (v === from ? to : v))),
  'rebuild-enum': (schema, { to, ...change }) => inEnum(schema, change.enum.name, () => to),
  'rename-type': (schema, { from, to }) => renameType(schema, from, to),
  'create-domain': (schema, { domain }) => putEntry(schema, 'domains', keyOf(domain.name), domain),
  'drop-domain': (schema, { domain }) => withoutEntry(schema, 'domains', keyOf(domain.name)),
  'add-domain-check': (schema, { domain, check }) => putEntry(schema, 'domains', keyOf(domain.name), { ...domain, checks: [...domain.checks, check] }),
  'drop-domain-check': (schema, { domain, check }) =>
    putEntry(schema, 'domains', keyOf(domain.name), { ...domain, checks: domain.checks.filter(c => c.name !== check.name) }),
  'create-view': (schema, { view }) => putEntry(schema, 'views', keyOf(view.name), view),
  'drop-view': (schema, { view }) => withoutEntry(schema, 'views', keyOf(view.name)),
  'replace-view': (schema, { to }) => putEntry(schema, 'views', keyOf(to.name), to),
  'rename-view': (schema, { from, to }) =>
    putEntry(withoutEntry(schema, 'views', keyOf(from.name)), 'views', keyOf(nameOf(to, from.name.schema)), { ...from, name: nameOf(to, from.name.schema) }),
  'create-routine': (schema, { routine }) => putEntry(schema, 'routines', routineKey(schema.routines, routine), routine),
  'drop-routine': (schema, { routine }) => withoutEntry(schema, 'routines', routineKey(schema.routines, routine)),
  'replace-routine': (schema, { from, to }) => putEntry(schema, 'routines', routineKey(schema.routines, from), to),
  'create-sequence': (schema, { sequence }) => putEntry(schema, 'sequences', keyOf(sequence.name), sequence),
  'drop-sequence': (schema, { sequence }) => withoutEntry(schema, 'sequences', keyOf(sequence.name)),
  'alter-sequence': (schema, { from, to }) => putEntry(withoutEntry(schema, 'sequences', keyOf(from.name)), 'sequences', keyOf(to.name), to),
  'create-extension': (schema, { extension }) => putEntry(schema, 'extensions', extension.name, extension),
  'drop-extension': (schema, { extension }) => withoutEntry(schema, 'extensions', extension.name),
  'execute-sql': (schema, { touches }) => ({ ...schema, tainted: [...new Set([...schema.tainted, ...(touches.length === 0 ? ['*'] : touches)])] }),
}
