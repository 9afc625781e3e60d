import { keyOf, sibling } from '../../../model/name.ts'
import type { EngineVersion } from '../../../model/engine.ts'
import type { View } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { createTrigger } from './attachment.ts'
import { exists, namesColumns, regclass, renaming } from './catalog.ts'
import { commentOn, grantsOn, onRelation, ownerOf } from './grant.ts'
import { indexWithin } from './index.ts'
import { type Printers } from './print.ts'

type Kind = 'create-view' | 'drop-view' | 'replace-view' | 'rename-view' | 'refresh-view'

const noun = (materialized: boolean): string => (materialized ? 'MATERIALIZED VIEW' : 'VIEW')
const optionsOf = ({ options }: View): string => (options === undefined ? '' : ` WITH (${options})`)

const createSql = (view: View, withData: boolean): SqlStatement => {
  const query = view.query.trim().replace(/;$/, '')
  if (!view.materialized) return { sql: `CREATE OR REPLACE VIEW ${quoteName(view.name)}${optionsOf(view)} AS\n${query}` }
  const isThere = exists(
    'pg_class',
    `oid = ${regclass(view.name)}`,
    `relkind = 'm'`,
    ...(view.columns.length === 0 ? [] : [hasColumns(view)]),
  )
  return {
    sql: `CREATE MATERIALIZED VIEW IF NOT EXISTS ${quoteName(view.name)}${optionsOf(view)} AS\n${query}\nWITH ${withData ? '' : 'NO '}DATA`,
    assertAfter: {
      condition: isThere,
      otherwise: `${keyOf(view.name)} was there already and is not the materialized view wanted. Drop it, then retry.`,
    },
  }
}

const hasColumns = ({ columns }: View): string =>
  namesColumns(
    `(SELECT array_agg(attnum ORDER BY attnum) FROM pg_attribute a WHERE a.attrelid = pg_class.oid AND a.attnum > 0)`,
    'pg_class.oid',
    columns,
  )

/** What a view made anew must get back; all repeatable. */
const carried = (view: View, version: EngineVersion): readonly SqlStatement[] => {
  const relation = quoteName(view.name)
  return [
    ...(view.indexes ?? []).flatMap(index => indexWithin(view.name, index)),
    ...(view.triggers ?? []).flatMap(trigger => createTrigger(view.name, trigger, version)),
    ...commentOn(`${noun(view.materialized)} ${relation}`, view.comment, quoteLiteral),
    ...Object.entries(view.columnComments ?? {}).flatMap(([column, comment]) =>
      commentOn(`COLUMN ${relation}.${quoteIdentifier(column)}`, comment, quoteLiteral),
    ),
    ...ownerOf(noun(view.materialized), relation, view.owner),
    ...grantsOn(onRelation(view.name), view.grants, view.owner),
    ...Object.entries(view.columnGrants ?? {}).flatMap(([column, grants]) => grantsOn(onRelation(view.name, column), grants, view.owner)),
  ]
}

const commentOnView = ({ name, comment }: View): SqlStatement => ({
  sql: `COMMENT ON VIEW ${quoteName(name)} IS ${comment === undefined ? 'NULL' : quoteLiteral(comment)}`,
})

export const viewSql: Printers<Kind> = {
  'create-view': ({ view, withData = true }, _before, version) => [createSql(view, withData), ...carried(view, version)],
  // Asked for by the head: a view that is gone cannot be locked.
  'drop-view': ({ view }) => [
    { sql: `DROP ${noun(view.materialized)} IF EXISTS ${quoteName(view.name)}`, doneWhen: `${regclass(view.name)} IS NULL` },
  ],
  // A materialized view has no OR REPLACE. Grants, owner and indexes of a replaced view stay by themselves.
  'replace-view': ({ from, to }, _before, version) =>
    to.materialized
      ? [{ sql: `DROP MATERIALIZED VIEW IF EXISTS ${quoteName(from.name)}` }, createSql(to, true), ...carried(to, version)]
      : [createSql(to, true), ...(from.comment === to.comment ? [] : [commentOnView(to)])],
  'rename-view': ({ from, to, materialized }) => [
    renaming(`ALTER ${noun(materialized)} ${quoteName(from)} RENAME TO ${quoteIdentifier(to)}`, 'to_regclass', from, sibling(from, to)),
  ],
  'refresh-view': ({ view, online }) => [{ sql: `REFRESH MATERIALIZED VIEW ${online ? 'CONCURRENTLY ' : ''}${quoteName(view)}` }],
}
