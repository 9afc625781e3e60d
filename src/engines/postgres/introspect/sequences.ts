import type { Sequence } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { type Catalog, commentOn, isOwn, present } from './catalog.ts'
import { grantsOf, type Privileges, privileges } from './grants.ts'
import { allOptions, type SequenceNumbers, sequenceNumbers } from './sequence-options.ts'

interface SequenceRow {
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly numbers: SequenceNumbers
  readonly table_schema?: string
  readonly table_name?: string
  readonly column?: string
  readonly comment?: string
  readonly privileges?: Privileges
}

/** Sequences, those of identity columns excepted: they are part of the column. */
export async function readSequences({ rows }: Catalog): Promise<Sequence[]> {
  const found = await rows<SequenceRow>(`
    SELECT n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, json_build_object(${sequenceNumbers('q')}) AS numbers,
      owner.nspname AS table_schema, owner.relname AS table_name, owner.attname AS column, ${commentOn('pg_class', 'c.oid')} AS comment, ${privileges('c.relacl', 'c.relowner', 's')} AS privileges
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
      LEFT JOIN LATERAL (SELECT tn.nspname, t.relname, a.attname FROM pg_depend e JOIN pg_class t ON t.oid = e.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
        JOIN pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid
        WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.refclassid = 'pg_class'::regclass AND e.deptype = 'a') AS owner ON true
    WHERE n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}
      AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_class'::regclass AND i.objid = c.oid AND i.refclassid = 'pg_class'::regclass AND i.deptype = 'i')`)
  return found.map(row =>
    present<Sequence>({
      name: nameIn(row.schema, row.name),
      options: allOptions(row.numbers),
      type: row.numbers.type,
      ownedBy:
        row.table_schema === undefined || row.table_name === undefined || row.column === undefined
          ? undefined
          : { table: nameIn(row.table_schema, row.table_name), column: row.column },
      grants: grantsOf(row.privileges),
      owner: row.owner,
      comment: row.comment,
    }),
  )
}
