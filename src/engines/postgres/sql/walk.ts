import type { EngineVersion } from '../../../model/engine.ts'
import type { Name } from '../../../model/name.ts'
import { quoteInBody, quoteNameInBody } from '../quote.ts'
import { regclass } from './catalog.ts'

/** Block label: variables are named through it, so that no column of the table is taken for one. */
export const label = 'lockstep'
const variable = (name: string): string => `${label}.${name}`

/** How a table is walked in batches. `more` says whether there is a place to go on from. */
export interface Walk {
  readonly declare: readonly string[]
  /** Size of a batch, in rows or pages: the first, and the bounds it adapts between. */
  readonly batch: { readonly first: number; readonly least: number; readonly most: number }
  readonly start: readonly string[]
  readonly bound: readonly string[]
  readonly within: string
  readonly advance: readonly string[]
  /** Variables that hold the place it goes on from. */
  readonly place: readonly string[]
  /** One row of a batch, in the record variable `one`: what it is found by, the condition for it, and how it is told to people. */
  readonly one: { readonly columns: string; readonly within: string; readonly text: string; readonly name: string }
}

/** In order of the key, whatever its types; bounds and rows of a batch are found by range scans of its index. */
export function byKey(table: Name, key: readonly string[]): Walk {
  const relation = quoteNameInBody(table)
  const columns = key.map(quoteInBody).join(', ')
  const row = (text: string): string => (key.length === 1 ? text : `(${text})`)
  const names = (place: string): readonly string[] => key.map((_, at) => (key.length === 1 ? place : `${place}_${at + 1}`))
  const [first, last] = ['first_key', 'last_key'].map(names) as [readonly string[], readonly string[]]
  const fields = key.map(column => `one.${quoteInBody(column)}`)
  const values = (place: readonly string[]): string => row(place.map(variable).join(', '))
  return {
    declare: key.map((column, at) => [first, last].map(place => `${place[at]} ${relation}.${quoteInBody(column)}%TYPE;`).join(' ')),
    batch: { first: 1000, least: 10, most: 10_000 },
    start: [`SELECT ${columns} INTO ${first.join(', ')} FROM ${relation} ORDER BY ${columns} LIMIT 1;`, 'more := FOUND;'],
    bound: [
      `SELECT ${columns} INTO ${last.join(', ')} FROM (`,
      `  SELECT ${columns} FROM ${relation} WHERE ${row(columns)} >= ${values(first)} ORDER BY ${columns} LIMIT ${variable('batch')}`,
      `) AS b ORDER BY ${key.map(column => `${quoteInBody(column)} DESC`).join(', ')} LIMIT 1;`,
      'EXIT WHEN NOT FOUND;',
    ],
    within: `${row(columns)} >= ${values(first)} AND ${row(columns)} <= ${values(last)}`,
    advance: [
      `SELECT ${columns} INTO ${first.join(', ')} FROM ${relation} WHERE ${row(columns)} > ${values(last)} ORDER BY ${columns} LIMIT 1;`,
      'more := FOUND;',
    ],
    place: first,
    one: {
      columns,
      within: `${row(columns)} = ${row(fields.map(variable).join(', '))}`,
      text: key.length === 1 ? fields[0]! : `'(', concat_ws(', ', ${fields.join(', ')}), ')'`,
      name: row(key.join(', ')),
    },
  }
}

/**
 * Without a key, in order of the pages. A row that an update moves to a later page is met again and found done. Of a
 * partitioned table each batch takes the same pages of all partitions. Ranges of ctid are scans of just those pages
 * since 14; before, the places on them are listed (no page of 8 kB holds more than 291 rows).
 */
export function byPage(table: Name, isPartitioned: boolean | 'unknown', { major }: EngineVersion): Walk {
  const own = `pg_relation_size(${regclass(table)})`
  // Of a table that has to do with no partitions pg_partition_tree gives nothing.
  const largest = `(SELECT max(pg_relation_size(relid)) FROM pg_partition_tree(${regclass(table)}) WHERE isleaf)`
  const size = isPartitioned === 'unknown' ? `coalesce(${largest}, ${own})` : isPartitioned ? largest : own
  const isRange = major >= 14
  return {
    declare: ['page bigint; pages bigint;', isRange ? 'low tid; high tid;' : 'places tid[];'],
    batch: { first: 10, least: 1, most: 500 },
    start: ['page := 0;', `pages := ${size} / current_setting('block_size')::bigint;`, 'more := page < pages;'],
    bound: isRange
      ? [`low := format('(%s,0)', page);`, `high := format('(%s,0)', page + batch);`]
      : [
          `places := ARRAY(SELECT format('(%s,%s)', p, i)::tid FROM generate_series(page, page + batch - 1) AS p, generate_series(1, 291) AS i);`,
        ],
    within: isRange ? `ctid >= ${variable('low')} AND ctid < ${variable('high')}` : `ctid = ANY (${variable('places')})`,
    advance: ['page := page + batch;', 'more := page < pages;'],
    place: ['page'],
    one: {
      columns: 'ctid AS place, tableoid AS part',
      within: `ctid = ${variable('one.place')} AND tableoid = ${variable('one.part')}`,
      text: 'one.part::regclass, one.place',
      name: 'ctid',
    },
  }
}
