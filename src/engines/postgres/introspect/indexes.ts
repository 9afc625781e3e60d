import type { Index, IndexPart } from '../../../model/schema.ts'
import { readIdentifiers } from '../identifier.ts'
import { type Catalog, columnNames, commentOn, inOrder, isOwn, present, unlessEmpty } from './catalog.ts'
import { endOfEnclosed, findOutside, splitList, withoutParentheses } from './enclosed.ts'
import { indexOptions } from './options.ts'

export interface IndexRow {
  readonly relation: string
  readonly name: string
  readonly method: string
  readonly unique: boolean
  readonly valid: boolean
  readonly inherited: boolean
  readonly definition: string
  /** Column of each key; null where the key is an expression. */
  readonly keys: readonly (string | null)[]
  readonly include?: readonly string[]
  readonly condition?: string
  readonly nulls_not_distinct: boolean
  readonly options?: readonly string[]
  readonly comment?: string
}

/** Indexes of tables and materialized views that are not behind a constraint. */
export const readIndexes = ({ rows, features }: Catalog): Promise<IndexRow[]> =>
  rows(`
  SELECT i.indrelid AS relation, x.relname AS name, m.amname AS method, i.indisunique AS unique, i.indisvalid AS valid, x.relispartition AS inherited,
    pg_get_indexdef(i.indexrelid) AS definition, pg_get_expr(i.indpred, i.indrelid) AS condition,
    ARRAY(SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY AS u (number, position) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number <> 0 WHERE u.position <= i.indnkeyatts ORDER BY u.position) AS keys,
    CASE WHEN i.indnatts > i.indnkeyatts THEN ${columnNames('i.indrelid', 'i.indkey', 'u.position > i.indnkeyatts')} END AS include,
    ${features.publicationColumns ? 'i.indnullsnotdistinct' : 'false'} AS nulls_not_distinct, x.reloptions AS options, ${commentOn('pg_class', 'x.oid')} AS comment
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))`)

export const indexFrom = (row: IndexRow): Index =>
  present<Index>({
    name: row.name,
    parts: partsOf(row),
    unique: row.unique,
    method: row.method === 'btree' ? undefined : row.method,
    include: unlessEmpty(row.include),
    where: row.condition === undefined ? undefined : withoutParentheses(row.condition),
    nullsNotDistinct: row.nulls_not_distinct ? true : undefined,
    with: indexOptions(row.options),
    valid: row.valid,
    inherited: row.inherited ? true : undefined,
    comment: row.comment,
  })

export const indexesFrom = (rows: readonly IndexRow[]): readonly Index[] => rows.map(indexFrom).toSorted((a, b) => inOrder(a.name, b.name))

const name = String.raw`(?:"(?:[^"]|"")+"|[^\s".(]+)`
const suffix = new RegExp(
  String.raw`^(?: COLLATE (?<collation>${name}(?:\.${name})?))?(?: (?!DESC\b|NULLS\b)(?<operators>${name}(?:\.${name})?(?: ?\(.*\))?))?(?<desc> DESC)?(?: NULLS (?<nulls>FIRST|LAST))?$`,
  's',
)

/**
 * The keys, read from the definition the server prints: it leaves out collations, operator classes and orders
 * that go without saying, which the bare catalog would not tell.
 */
function partsOf({ definition, keys }: IndexRow): readonly IndexPart[] {
  const open = findOutside(definition, '(')
  return splitList(definition.slice(open + 1, endOfEnclosed(definition, open) - 1)).map((text, position) => {
    const end = endOfKey(text)
    const found = suffix.exec(text.slice(end))?.groups
    if (found === undefined) throw new Error(`index key ${position + 1} not understood: ${definition}`)
    const column = keys[position] ?? undefined
    return present<IndexPart>({
      ...(column === undefined ? { expression: withoutParentheses(text.slice(0, end)) } : { column }),
      collation:
        found['collation'] === undefined
          ? undefined
          : readIdentifiers(found['collation'])
              ?.map(part => part.text)
              .join('.'),
      operatorClass: found['operators'],
      order: found['desc'] === undefined ? undefined : 'desc',
      nulls: found['nulls'] === undefined ? undefined : found['nulls'] === 'FIRST' ? 'first' : 'last',
    })
  })
}

/** A key is an expression in parentheses, a column, or a function call. */
function endOfKey(text: string): number {
  if (text.startsWith('(')) return endOfEnclosed(text, 0)
  const end = findOutside(text, ' (')
  return text[end] === '(' ? endOfEnclosed(text, end) : end
}
