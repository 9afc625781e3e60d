import type { Column, Identity, Schema } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { nameIn } from '../identifier.ts'
import { parseType } from '../types.ts'
import { type Catalog, collationName, isOwn, present } from './catalog.ts'
import { withoutParentheses } from './enclosed.ts'
import { grantsOf, type Privileges, privileges } from './grants.ts'
import { type SequenceNumbers, sequenceNumbers, unusualOptions } from './sequence-options.ts'

export interface ColumnRow {
  readonly relation: string
  readonly relation_name: string
  readonly name: string
  readonly type: string
  readonly not_null: boolean
  readonly expression?: string
  readonly identity: '' | 'a' | 'd'
  readonly generated: '' | 's' | 'v'
  readonly identity_sequence?: SequenceNumbers & { readonly name: string; readonly quoted: string; readonly elsewhere: boolean }
  readonly owned_schema?: string
  readonly owned_name?: string
  readonly collation?: string
  readonly comment?: string
  readonly statistics?: number
  readonly storage?: string
  readonly compression?: string
  readonly options?: readonly string[]
  readonly privileges?: Privileges
}

/** The sequence inside an identity column. */
const identitySequence = `(SELECT json_build_object('name', s.relname, 'elsewhere', s.relnamespace <> c.relnamespace, 'quoted', CASE WHEN s.relnamespace = c.relnamespace THEN '' ELSE quote_ident(sn.nspname) || '.' END || quote_ident(s.relname), ${sequenceNumbers('q')})
    FROM pg_depend e JOIN pg_sequence q ON q.seqrelid = e.objid JOIN pg_class s ON s.oid = e.objid JOIN pg_namespace sn ON sn.oid = s.relnamespace
    WHERE e.refclassid = 'pg_class'::regclass AND e.refobjid = a.attrelid AND e.refobjsubid = a.attnum AND e.classid = 'pg_class'::regclass AND e.deptype = 'i')`

/** Sequences that a column owns without being an identity; of several, the first by name. Joined whole: per column it would be slow. */
const ownedSequences = `(SELECT DISTINCT ON (e.refobjid, e.refobjsubid) e.refobjid, e.refobjsubid, sn.nspname, s.relname
    FROM pg_depend e JOIN pg_class s ON s.oid = e.objid AND s.relkind = 'S' JOIN pg_namespace sn ON sn.oid = s.relnamespace
    WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_class'::regclass AND e.deptype = 'a' ORDER BY e.refobjid, e.refobjsubid, s.relname)`

/** Columns of tables and views, in order of position. */
export const readColumns = ({ rows, features }: Catalog): Promise<ColumnRow[]> =>
  rows(`
  SELECT a.attrelid AS relation, c.relname AS relation_name, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
    pg_get_expr(d.adbin, d.adrelid) AS expression, a.attidentity AS identity, a.attgenerated AS generated,
    CASE WHEN a.attidentity <> '' THEN ${identitySequence} END AS identity_sequence,
    owned.nspname AS owned_schema, owned.relname AS owned_name,
    ${collationName('a.attcollation', 't.typcollation')} AS collation, m.description AS comment,
    nullif(a.attstattarget, -1) AS statistics,
    CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
    ${features.compression ? `CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END` : 'NULL'} AS compression,
    a.attoptions AS options, ${privileges('a.attacl', 'c.relowner', 'c')} AS privileges
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_description m ON m.classoid = 'pg_class'::regclass AND m.objoid = a.attrelid AND m.objsubid = a.attnum
    LEFT JOIN ${ownedSequences} AS owned ON owned.refobjid = a.attrelid AND owned.refobjsubid = a.attnum
  WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped AND ${isOwn('pg_class', 'c.oid')}
  ORDER BY a.attrelid, a.attnum`)

/** @param maybeNull the column's NOT NULL is there but not validated: rows without a value may stand */
export function columnFrom(row: ColumnRow, userTypes: Pick<Schema, 'enums' | 'domains'>, maybeNull: boolean): Column {
  return present<Column>({
    name: row.name,
    type: parseType(row.type, userTypes),
    nullable: !row.not_null || maybeNull,
    default: row.expression !== undefined && row.generated === '' ? { sql: row.expression } : undefined,
    identity: identityOf(row),
    generated:
      row.expression !== undefined && row.generated !== ''
        ? { expression: withoutParentheses(row.expression), stored: row.generated === 's' }
        : undefined,
    collation: row.collation,
    comment: row.comment,
    ownedSequence: row.owned_name === undefined || row.owned_schema === undefined ? undefined : nameIn(row.owned_schema, row.owned_name),
    statisticsTarget: row.statistics,
    storage: row.storage,
    compression: row.compression,
    grants: grantsOf(row.privileges),
    options: row.options?.join(', '),
  })
}

function identityOf({ identity, identity_sequence: sequence, relation_name, name }: ColumnRow): Identity | undefined {
  if (identity === '' || sequence === undefined) return undefined
  // After a rename the sequence keeps its name, which a table created anew would not have.
  const named = sequence.elsewhere || sequence.name !== chosenName(relation_name, [name], 'seq')
  const options = [...(named ? [`SEQUENCE NAME ${sequence.quoted}`] : []), ...unusualOptions(sequence)].join(' ')
  return present<Identity>({ generation: identity === 'a' ? 'always' : 'by-default', options: options === '' ? undefined : options })
}
