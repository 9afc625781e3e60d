import { keyOf } from '../../../model/name.ts'
import type { Routine } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { type Catalog, commentOn, groupBy, isOwn, present } from './catalog.ts'
import { grantsOf, type Privileges, privileges } from './grants.ts'
import { type ReadRow, readsFrom } from './reads.ts'

interface RoutineRow {
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly arguments: string
  readonly kind: 'f' | 'p' | 'w'
  readonly definition: string
  readonly reads?: readonly ReadRow[]
  readonly comment?: string
  readonly privileges?: Privileges
}

const readsOfBody = `(SELECT json_agg(DISTINCT jsonb_build_object('schema', rn.nspname, 'name', r.relname, 'column', a.attname))
    FROM pg_depend e JOIN pg_class r ON r.oid = e.refobjid AND r.relkind <> 'S' JOIN pg_namespace rn ON rn.oid = r.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid AND e.refobjsubid > 0
    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.refclassid = 'pg_class'::regclass)`

/** Constructors of a range type are part of it. */
const constructs = `SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'i'`

/**
 * Functions and procedures (aggregates have no CREATE OR REPLACE to print; they are in `others`).
 * Keyed by name; overloads, which share it, by `name(arguments)`.
 */
export async function readRoutines({ rows, features }: Catalog): Promise<Record<string, Routine>> {
  const found = await rows<RoutineRow>(`
    SELECT n.nspname AS schema, p.proname AS name, pg_get_userbyid(p.proowner) AS owner, pg_get_function_identity_arguments(p.oid) AS arguments, p.prokind AS kind,
      pg_get_functiondef(p.oid) AS definition, ${features.compression ? `CASE WHEN p.prosqlbody IS NOT NULL THEN ${readsOfBody} END` : 'NULL'} AS reads,
      ${commentOn('pg_proc', 'p.oid')} AS comment, ${privileges('p.proacl', 'p.proowner', 'f')} AS privileges
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prokind <> 'a' AND n.nspname = ANY ($1) AND ${isOwn('pg_proc', 'p.oid')} AND NOT EXISTS (${constructs})`)
  const sameName = groupBy(found, row => keyOf(nameIn(row.schema, row.name)))
  return Object.fromEntries(
    found.map(row => {
      const key = keyOf(nameIn(row.schema, row.name))
      return [sameName(key).length === 1 ? key : `${key}(${row.arguments})`, routineFrom(row)]
    }),
  )
}

const routineFrom = (row: RoutineRow): Routine =>
  present<Routine>({
    name: nameIn(row.schema, row.name),
    arguments: row.arguments,
    kind: row.kind === 'p' ? 'procedure' : 'function',
    // This deparser qualifies always.
    definition: row.definition.replace(/^(CREATE OR REPLACE (?:FUNCTION|PROCEDURE)) public\./, '$1 ').trimEnd(),
    reads: row.reads === undefined ? undefined : readsFrom(row.reads),
    grants: grantsOf(row.privileges),
    owner: row.owner,
    comment: row.comment,
  })
