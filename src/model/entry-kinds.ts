import { Entries } from './entries.ts'
import type { EntryKind, EntryKinds, Schema, SchemaEntries } from './schema.ts'

export const entryKinds = ['tables', 'views', 'enums', 'domains', 'sequences', 'routines', 'extensions'] as const satisfies EntryKind[]

/** The entries of a kind; `schema[kind]` says no less, but the compiler forgets which kind it was. */
export const entriesOf = <Kind extends EntryKind>(schema: SchemaEntries, kind: Kind): Entries<EntryKinds[Kind]> => schema[kind]

/**
 * The schema with the entries of every kind as `edit` leaves them.
 *
 * @param edit what becomes of the entries of one kind
 */
export const editKinds = (
  schema: Schema,
  edit: <Kind extends EntryKind>(entries: Entries<EntryKinds[Kind]>, kind: Kind) => Entries<EntryKinds[Kind]>,
): Schema => ({
  ...schema,
  tables: edit(schema.tables, 'tables'),
  views: edit(schema.views, 'views'),
  enums: edit(schema.enums, 'enums'),
  domains: edit(schema.domains, 'domains'),
  sequences: edit(schema.sequences, 'sequences'),
  routines: edit(schema.routines, 'routines'),
  extensions: edit(schema.extensions, 'extensions'),
})

/** A schema as JSON has it: each kind an object by key. */
export type WrittenSchema = Omit<Schema, EntryKind> & { readonly [Kind in EntryKind]: Readonly<Record<string, EntryKinds[Kind]>> }

export const schemaFrom = (written: WrittenSchema): Schema => ({
  ...written,
  tables: Entries.of(written.tables),
  views: Entries.of(written.views),
  enums: Entries.of(written.enums),
  domains: Entries.of(written.domains),
  sequences: Entries.of(written.sequences),
  routines: Entries.of(written.routines),
  extensions: Entries.of(written.extensions),
})
