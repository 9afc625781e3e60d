import { Entries } from '../../../model/entries.ts'
import { keyOf } from '../../../model/name.ts'
import type { Check, Domain, Enum, Schema } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { parseType } from '../types.ts'
import { type Catalog, collationName, commentOn, inOrder, isOwn, present } from './catalog.ts'
import { withoutParentheses } from './enclosed.ts'
import { grantsOf, type Privileges, privileges } from './grants.ts'

interface TypeRow {
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly comment?: string
  readonly privileges?: Privileges
}
interface EnumRow extends TypeRow {
  readonly values: readonly string[]
}
interface DomainRow extends TypeRow {
  readonly type: string
  readonly not_null: boolean
  readonly default?: string
  readonly collation?: string
  readonly checks: readonly { readonly name: string; readonly expression: string; readonly validated: boolean; readonly comment?: string }[]
}

const shared = `n.nspname AS schema, t.typname AS name, pg_get_userbyid(t.typowner) AS owner, ${commentOn('pg_type', 't.oid')} AS comment, ${privileges('t.typacl', 't.typowner', 'T')} AS privileges`
const from = (kind: string): string =>
  `FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = '${kind}' AND n.nspname = ANY ($1) AND ${isOwn('pg_type', 't.oid')}`

/** Enums and domains: read first, because columns' types are told apart by them. */
export async function readUserTypes(catalog: Catalog): Promise<Pick<Schema, 'enums' | 'domains'>> {
  const enums = (
    await catalog.rows<EnumRow>(
      `SELECT ${shared}, ARRAY(SELECT v.enumlabel FROM pg_enum v WHERE v.enumtypid = t.oid ORDER BY v.enumsortorder) AS values ${from('e')}`,
    )
  ).map(enumFrom)
  const rows = await catalog.rows<DomainRow>(`
    SELECT ${shared}, format_type(t.typbasetype, t.typtypmod) AS type, t.typnotnull AS not_null, pg_get_expr(t.typdefaultbin, 0) AS default,
      ${collationName('t.typcollation', '(SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)')} AS collation,
      coalesce((SELECT json_agg(json_build_object('name', k.conname, 'expression', pg_get_expr(k.conbin, 0), 'validated', k.convalidated, 'comment', ${commentOn('pg_constraint', 'k.oid')}))
        FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '[]') AS checks
    ${from('d')}`)
  const byKey = Entries.from(enums.map(each => [keyOf(each.name), each] as const))
  // A domain may be over another domain, so every name must be known before the first base type is read.
  const names = Entries.from(rows.map(row => [keyOf(nameIn(row.schema, row.name)), {} as Domain] as const))
  return {
    enums: byKey,
    domains: Entries.from(rows.map(row => [keyOf(nameIn(row.schema, row.name)), domainFrom(row, { enums: byKey, domains: names })])),
  }
}

const enumFrom = (row: EnumRow): Enum =>
  present<Enum>({
    name: nameIn(row.schema, row.name),
    values: row.values,
    grants: grantsOf(row.privileges),
    owner: row.owner,
    comment: row.comment,
  })

const domainFrom = (row: DomainRow, lookup: Pick<Schema, 'enums' | 'domains'>): Domain =>
  present<Domain>({
    name: nameIn(row.schema, row.name),
    type: parseType(row.type, lookup),
    nullable: !row.not_null,
    default: row.default === undefined ? undefined : { sql: row.default },
    checks: row.checks
      .map(check =>
        present<Check>({
          kind: 'check',
          name: check.name,
          expression: withoutParentheses(check.expression),
          validated: check.validated,
          comment: check.comment,
        }),
      )
      .toSorted((a, b) => inOrder(a.name, b.name)),
    collation: row.collation,
    grants: grantsOf(row.privileges),
    owner: row.owner,
    comment: row.comment,
  })
