import { sibling, type Name } from '../../../model/name.ts'
import type { Check, Domain } from '../../../model/schema.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { createdType, exists, regtype, renaming, textArray } from './catalog.ts'
import { commentOn, grantsOn, ownerOf } from './grant.ts'
import { enclose, fit, printCollation, type Printers } from './print.ts'

type Kind =
  | 'create-enum'
  | 'drop-enum'
  | 'add-enum-value'
  | 'rename-enum-value'
  | 'rename-type'
  | 'create-domain'
  | 'drop-domain'
  | 'add-domain-check'
  | 'drop-domain-check'
  | 'validate-domain-check'

const hasLabel = (name: Name, label: string): string =>
  exists('pg_enum', `enumtypid = ${regtype(name)}`, `enumlabel = ${quoteLiteral(label)}`)

const checkClause = (check: Check): string => `CONSTRAINT ${quoteIdentifier(check.name)} CHECK ${enclose(check.expression)}`

const addCheck = (domain: Name, check: Check) => [
  {
    sql: fit(`ALTER DOMAIN ${quoteName(domain)}`, `ADD ${checkClause(check)}`, check.validated ? '' : 'NOT VALID'),
    doneWhen: exists('pg_constraint', `contypid = ${regtype(domain)}`, `conname = ${quoteLiteral(check.name)}`, `contype = 'c'`),
  },
  ...commentOnCheck(domain, check),
]

const commentOnCheck = (domain: Name, check: Check) =>
  commentOn(`CONSTRAINT ${quoteIdentifier(check.name)} ON DOMAIN ${quoteName(domain)}`, check.comment, quoteLiteral)

const createDomain = ({ name, type, nullable, default: value, collation, checks }: Domain): string =>
  fit(
    `CREATE DOMAIN ${quoteName(name)} AS ${type.native}`,
    collation === undefined ? '' : `COLLATE ${printCollation(collation)}`,
    value === undefined ? '' : `DEFAULT ${value.sql}`,
    nullable ? '' : 'NOT NULL',
    ...checks.filter(check => check.validated).map(checkClause),
  )

export const userTypeSql: Printers<Kind> = {
  'create-enum': ({ enum: { name, values, comment, grants, owner } }) => [
    {
      sql: fit(`CREATE TYPE ${quoteName(name)} AS ENUM`, `(${values.map(quoteLiteral).join(', ')})`),
      doneWhen: `ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = ${createdType(name)} ORDER BY enumsortorder) = ${textArray(values)}\nAND ${createdType(name)} IS NOT NULL`,
    },
    ...commentOn(`TYPE ${quoteName(name)}`, comment, quoteLiteral),
    ...ownerOf('TYPE', quoteName(name), owner),
    ...grantsOn({ target: `TYPE ${quoteName(name)}` }, grants, owner, true),
  ],
  'drop-enum': ({ enum: { name } }) => [{ sql: `DROP TYPE IF EXISTS ${quoteName(name)}` }],
  'add-enum-value': ({ enum: name, value, before, after }) => [
    {
      sql: fit(
        `ALTER TYPE ${quoteName(name)}`,
        `ADD VALUE IF NOT EXISTS ${quoteLiteral(value)}`,
        before !== undefined ? `BEFORE ${quoteLiteral(before)}` : after !== undefined ? `AFTER ${quoteLiteral(after)}` : '',
      ),
    },
  ],
  'rename-enum-value': ({ enum: name, from, to }) => [
    {
      sql: fit(`ALTER TYPE ${quoteName(name)}`, `RENAME VALUE ${quoteLiteral(from)} TO ${quoteLiteral(to)}`),
      doneWhen: `${hasLabel(name, to)}\nAND NOT ${hasLabel(name, from)}`,
    },
  ],
  'rename-type': ({ from, to }) => [
    renaming(`ALTER TYPE ${quoteName(from)} RENAME TO ${quoteIdentifier(to)}`, 'to_regtype', from, sibling(from, to)),
  ],

  'create-domain': ({ domain }) => [
    {
      sql: createDomain(domain),
      doneWhen: exists(
        'pg_type',
        `oid = ${createdType(domain.name)}`,
        `typtype = 'd'`,
        `typbasetype = to_regtype(${quoteLiteral(domain.type.native)})`,
      ),
    },
    ...domain.checks.flatMap(check => (check.validated ? commentOnCheck(domain.name, check) : addCheck(domain.name, check))),
    ...commentOn(`DOMAIN ${quoteName(domain.name)}`, domain.comment, quoteLiteral),
    ...ownerOf('DOMAIN', quoteName(domain.name), domain.owner),
    ...grantsOn({ target: `DOMAIN ${quoteName(domain.name)}` }, domain.grants, domain.owner, true),
  ],
  'drop-domain': ({ domain }) => [{ sql: `DROP DOMAIN IF EXISTS ${quoteName(domain.name)}` }],
  'add-domain-check': ({ domain, check }) => addCheck(domain, check),
  'drop-domain-check': ({ domain, check }) => [
    { sql: `ALTER DOMAIN ${quoteName(domain)} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(check.name)}` },
  ],
  'validate-domain-check': ({ domain, check }) => [
    { sql: `ALTER DOMAIN ${quoteName(domain)} VALIDATE CONSTRAINT ${quoteIdentifier(check.name)}` },
  ],
}
