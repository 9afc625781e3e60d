import type { Trigger } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { type Catalog, commentOn, inOrder, isOwn, present } from './catalog.ts'

export interface TriggerRow {
  readonly relation: string
  readonly name: string
  readonly definition: string
  readonly function_schema: string
  readonly function_name: string
  readonly columns: readonly string[]
  readonly enabled: 'O' | 'A' | 'R' | 'D'
  readonly comment?: string
}

/** Triggers of tables and views; those a partition has from its parent are the parent's (internal before 15, marked since 13). */
export const readTriggers = ({ rows, features }: Catalog): Promise<TriggerRow[]> =>
  rows(`
  SELECT t.tgrelid AS relation, t.tgname AS name, pg_get_triggerdef(t.oid, true) AS definition, fn.nspname AS function_schema, f.proname AS function_name,
    ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend e JOIN pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid
      WHERE e.classid = 'pg_trigger'::regclass AND e.objid = t.oid AND e.refclassid = 'pg_class'::regclass AND e.refobjid = t.tgrelid AND e.refobjsubid > 0 ORDER BY 1) AS columns,
    t.tgenabled AS enabled, ${commentOn('pg_trigger', 't.oid')} AS comment
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace fn ON fn.oid = f.pronamespace
  WHERE NOT t.tgisinternal ${features.triggerParents ? 'AND t.tgparentid = 0' : ''} AND c.relkind IN ('r', 'p', 'v') AND n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}`)

const enabled = { O: 'origin', A: 'always', R: 'replica', D: 'disabled' } as const

export const triggersFrom = (rows: readonly TriggerRow[]): readonly Trigger[] =>
  rows
    .map(row =>
      present<Trigger>({
        name: row.name,
        definition: row.definition,
        function: nameIn(row.function_schema, row.function_name),
        columns: row.columns.toSorted(inOrder),
        enabled: enabled[row.enabled],
        comment: row.comment,
      }),
    )
    .toSorted((a, b) => inOrder(a.name, b.name))
