import { keyOf } from '../../../model/name.ts'
import type { Extension, OtherObject } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { type Catalog, inOrder, isOwn, present } from './catalog.ts'

/** PL/pgSQL is in every database from the start. */
export async function readExtensions({ rows }: Catalog): Promise<Extension[]> {
  const found = await rows<{ name: string; schema: string }>(
    `SELECT e.extname AS name, n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'`,
  )
  return found.map(({ name, schema }) => present<Extension>({ name, schema: schema === 'public' ? undefined : schema }))
}

const list = (kind: string, catalog: string, prefix: string, definition: string, condition: string, name = `o.${prefix}name`): string => `
  SELECT '${kind}' AS kind, n.nspname AS schema, ${name}::text AS name, (${definition})::text AS definition
  FROM ${catalog} o JOIN pg_namespace n ON n.oid = o.${prefix}namespace WHERE ${condition} AND n.nspname = ANY ($1) AND ${isOwn(catalog, 'o.oid')}`

const attributes = `SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = `

/**
 * Objects the model has no shape for. Left out even here: casts, conversions, operator classes, access methods,
 * languages, foreign servers, event triggers and subscriptions, which belong to the database or to superusers;
 * schemas, roles, tablespaces and default privileges; statistics targets of indexes; defaults of view columns.
 */
export async function readOthers({ rows, features }: Catalog): Promise<OtherObject[]> {
  const found = await rows<{ kind: string; schema?: string; name: string; definition?: string }>(
    [
      list(
        'aggregate',
        'pg_proc',
        'pro',
        `SELECT g.aggtransfn::text || ' ' || format_type(g.aggtranstype, NULL) FROM pg_aggregate g WHERE g.aggfnoid = o.oid`,
        `o.prokind = 'a'`,
        `(o.proname || '(' || pg_get_function_identity_arguments(o.oid) || ')')`,
      ),
      list('composite type', 'pg_class', 'rel', attributes + 'o.oid', `o.relkind = 'c'`),
      list('foreign table', 'pg_class', 'rel', attributes + 'o.oid', `o.relkind = 'f'`),
      list(
        'range type',
        'pg_type',
        'typ',
        'SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = o.oid',
        `o.typtype = 'r'`,
      ),
      list(
        'base type',
        'pg_type',
        'typ',
        'NULL',
        `o.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = o.oid)`,
      ),
      list('collation', 'pg_collation', 'coll', 'NULL', 'true'),
      list(
        'operator',
        'pg_operator',
        'opr',
        'NULL',
        'true',
        `(o.oprname || ' (' || format_type(o.oprleft, NULL) || ', ' || format_type(o.oprright, NULL) || ')')`,
      ),
      list('text search configuration', 'pg_ts_config', 'cfg', 'NULL', 'true'),
      list('text search dictionary', 'pg_ts_dict', 'dict', 'o.dictinitoption', 'true'),
      `SELECT 'rule', n.nspname, r.rulename || ' on ' || c.relname, pg_get_ruledef(r.oid, true) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE r.rulename <> '_RETURN' AND n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}`,
      `SELECT 'inheritance', n.nspname, c.relname::text, 'INHERITS (' || string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) || ')' FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'f') AND NOT c.relispartition AND n.nspname = ANY ($1) GROUP BY n.nspname, c.relname`,
      `SELECT 'publication', NULL, p.pubname::text, 'FOR ALL TABLES' FROM pg_publication p WHERE p.puballtables`,
      ...(features.publicationColumns
        ? [
            `SELECT 'publication', NULL, p.pubname::text, 'FOR TABLES IN SCHEMA ' || string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)
      FROM pg_publication p JOIN pg_publication_namespace s ON s.pnpubid = p.oid JOIN pg_namespace n ON n.oid = s.pnnspid GROUP BY p.pubname`,
          ]
        : []),
    ].join(' UNION ALL '),
  )
  return found
    .map(({ kind, schema, name, definition }) =>
      present<OtherObject>({ kind, name: schema === undefined ? { name } : nameIn(schema, name), definition }),
    )
    .toSorted((a, b) => inOrder(a.kind, b.kind) || inOrder(keyOf(a.name), keyOf(b.name)))
}
