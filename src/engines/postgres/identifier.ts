import type { Name } from '../../model/name.ts'

/**
 * Words that cannot stand unquoted as a name somewhere: every keyword that is not "unreserved"
 * in `pg_get_keywords()` of any version 12 to 18. One list for all versions, so that text printed
 * for one server is good on the next; quoting a word too many is harmless.
 */
const keywords = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
case cast char character check coalesce collate collation column concurrently constraint create cross current_catalog
current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc
distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping
having ilike in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg
json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least
left like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric
offset on only or order out outer overlaps overlay placing position precision primary real references returning right row
select session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to
trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes
xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
)

/** Quotes a name where PostgreSQL's `quote_ident` would: anything but plain lower case, and keywords. */
export const quoteIdentifier = (identifier: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(identifier) && !keywords.has(identifier) ? identifier : `"${identifier.replaceAll('"', '""')}"`

export const quoteName = ({ schema, name }: Name): string =>
  schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`

const oneIdentifier = /\s*(?:"((?:[^"]|"")+)"|([^\s".,()[\]]+))\s*/y

/**
 * Reads a possibly qualified, possibly quoted name as the server would: unquoted parts fold to lower case.
 *
 * @returns the parts with whether each was quoted, or undefined when the text is no such name
 */
export function readIdentifiers(text: string): { readonly text: string; readonly quoted: boolean }[] | undefined {
  const parts = []
  let at = 0
  for (;;) {
    oneIdentifier.lastIndex = at
    const match = oneIdentifier.exec(text)
    if (match === null) return undefined
    const [whole, quoted, plain = ''] = match
    parts.push(quoted === undefined ? { text: plain.toLowerCase(), quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true })
    at += whole.length
    if (at === text.length) return parts
    if (text[at] !== '.') return undefined
    at += 1
  }
}

/** Objects of `public` are named without a schema throughout: that is what an unconfigured search path finds. */
export const nameIn = (schema: string, name: string): Name => (schema === 'public' ? { name } : { schema, name })
