import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../changes/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import { columnIn, type Schema, type Table } from '../model/schema.ts'
import { buildTable } from './build-table.ts'
import { checkTable } from './check-table.ts'
import { keysIn } from './keys-in.ts'
import { mistake, unknown } from './mistakes.ts'
import { nameFrom } from './object.ts'
import { needsValue } from './operations/columns.ts'
import { changes, withEntry, wrong, type Outcome, type Situation } from './outcome.ts'
import type { TableDefinition, TableDraft } from './table.ts'

/** Renames that a target states: `{ users: { full_name: 'name' } }`, new name → present one. */
export type Renames = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The difference of two schemas as changes, and what no change says. Comes in as a value: the DSL does not know how. */
export type Diff = (
  from: Schema,
  to: Schema,
  renames: Renames,
) => { readonly changes: readonly Change[]; readonly unsaid: readonly string[] }

/**
 * The table as it should be. Columns, constraints and indexes are stated whole: one that is missing is dropped. What the options do
 * not mention (triggers, policies, grants, owner, comment, partitioning, …) stays as it is; an empty list takes it away.
 */
export const target =
  (diff: Diff) =>
  (situation: Situation, key: string, definition: TableDefinition<unknown>): Outcome =>
    withEntry(situation, 'tables', nameFrom(key), from => {
      const { schema, site } = situation
      const built = buildTable(from.name, definition, keysIn(schema))
      const to = namedAsBefore(from, { ...unmentioned(from, definition), ...built.value }, definition)
      const after: Schema = { ...schema, tables: schema.tables.with(keyOf(from.name), to) }
      const renames = renamesIn(definition)
      const found = [...built.diagnostics, ...checkTable(to, after, site), ...checkRenames(from, renames, site)]
      if (found.length > 0) return wrong(...found)
      const { changes: made, unsaid } = diff(schema, after, { [keyOf(from.name)]: renames })
      const refused = [
        ...made.flatMap(change =>
          change.kind === 'add-column' ? needsValue({ ...situation, table: from }, change.column, undefined) : [],
        ),
        ...unsaid.map(sentence =>
          mistake(
            'no-such-change',
            sentence,
            'No change says that: use .execute(sql`…`, { down, reason }), and state the table as it is there.',
            site(),
          ),
        ),
      ]
      return refused.length > 0 ? wrong(...refused) : changes(...made)
    })

const renamesIn = ({ columns }: TableDraft): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([column, { renamedFrom }]) => (renamedFrom === undefined ? [] : [[column, renamedFrom]])),
  )

/** A rename starts from a column that is there and that the target no longer has. */
const checkRenames = (from: Table, renames: Readonly<Record<string, string>>, site: Situation['site']): readonly Diagnostic[] =>
  Object.entries(renames).flatMap(([to, old]) => [
    ...(columnIn(from, old) === undefined
      ? [
          unknown(
            'column',
            keyOf(from.name),
            old,
            from.columns.map(c => c.name),
            site(),
          ),
        ]
      : []),
    ...(columnIn(from, to) !== undefined
      ? [
          mistake(
            'rename-to-existing',
            `${keyOf(from.name)}.${to} cannot be renamed from ${old}: there is a column ${to} already`,
            'Leave out renamedFrom.',
            site(),
          ),
        ]
      : []),
  ])

const unmentioned = (from: Table, { options }: TableDraft): Partial<Table> => {
  const mentioned = new Set<string>([
    'name',
    'columns',
    'constraints',
    'indexes',
    ...Object.keys(options).map(key => (key === 'partitionBy' ? 'partitioning' : key)),
  ])
  return Object.fromEntries(Object.entries(from).filter(([property]) => !mentioned.has(property)))
}

/** A constraint or index whose name is not stated keeps the one it has, though the default would be another by now. */
const namedAsBefore = (from: Table, to: Table, { columns, options }: TableDraft): Table => {
  const stated = new Set([
    ...[...(options.constraints ?? []), ...(options.indexes ?? [])].flatMap(({ name }) => name ?? []),
    ...Object.values(columns)
      .flatMap(c => [c.primaryKey?.name, c.unique?.name, c.references?.options?.name, ...(c.checks ?? []).map(check => check.name)])
      .flatMap(name => name ?? []),
  ])
  const now = Object.fromEntries(Object.entries(renamesIn({ columns, options, site: () => undefined })).map(([name, old]) => [old, name]))
  const keep = <T extends { readonly name: string }>(made: readonly T[], there: readonly T[]): readonly T[] => {
    const free = there.filter(each => !made.some(m => m.name === each.name))
    return made.map(each => {
      if (stated.has(each.name) || there.some(t => t.name === each.name)) return each
      const at = free.findIndex(old => isDeepStrictEqual(shapeOf(old, now), shapeOf(each, {})))
      return at < 0 ? each : { ...each, name: free.splice(at, 1)[0]!.name }
    })
  }
  return { ...to, constraints: keep(to.constraints, from.constraints), indexes: keep(to.indexes, from.indexes) }
}

/** What it is, but for its name, with columns by their new names. */
const shapeOf = (object: object, now: Readonly<Record<string, string>>): unknown =>
  JSON.parse(
    JSON.stringify({ ...object, name: undefined }, (key, value: unknown) =>
      typeof value === 'string' && key !== 'kind' ? (now[value] ?? value) : value,
    ),
  )
