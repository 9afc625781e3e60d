import type { Constraint, Deferrable, ReferentialAction } from '../../../model/schema.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { nameIn } from '../identifier.ts'
import { type Catalog, columnNames, commentOn, inOrder, isOwn, present, unlessEmpty } from './catalog.ts'
import { withoutParentheses } from './enclosed.ts'
import { indexOptions } from './options.ts'

type Action = 'a' | 'r' | 'c' | 'n' | 'd'

export interface ConstraintRow {
  readonly relation: string
  readonly relation_name: string
  readonly name: string
  readonly type: 'p' | 'u' | 'c' | 'f' | 'x' | 'n'
  readonly columns: readonly string[]
  readonly deferrable: boolean
  readonly deferred: boolean
  readonly validated: boolean
  readonly enforced: boolean
  readonly no_inherit: boolean
  readonly inherited: boolean
  readonly period: boolean
  readonly expression?: string
  readonly definition?: string
  readonly referenced_schema?: string
  readonly referenced_name?: string
  readonly referenced_columns?: readonly string[]
  readonly on_delete: Action
  readonly on_update: Action
  readonly on_delete_columns?: readonly string[]
  readonly match: string
  readonly include?: readonly string[]
  readonly nulls_not_distinct?: boolean
  readonly index_options?: readonly string[]
  readonly comment?: string
}

/**
 * Constraints of tables. A foreign key to a partitioned table stands once more per partition of that table,
 * as a child of itself: those are the server's bookkeeping and left out.
 */
export const readConstraints = ({ rows, features }: Catalog): Promise<ConstraintRow[]> =>
  rows(`
  SELECT k.conrelid AS relation, c.relname AS relation_name, k.conname AS name, k.contype AS type, ${columnNames('k.conrelid', 'k.conkey')} AS columns,
    k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated, k.connoinherit AS no_inherit,
    k.conparentid <> 0 OR (NOT k.conislocal AND k.coninhcount > 0) AS inherited,
    ${features.notNullConstraints ? 'k.conenforced' : 'true'} AS enforced, ${features.notNullConstraints ? 'k.conperiod' : 'false'} AS period,
    CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression, CASE k.contype WHEN 'x' THEN pg_get_constraintdef(k.oid) END AS definition,
    fn.nspname AS referenced_schema, f.relname AS referenced_name, CASE k.contype WHEN 'f' THEN ${columnNames('k.confrelid', 'k.confkey')} END AS referenced_columns,
    k.confdeltype AS on_delete, k.confupdtype AS on_update, k.confmatchtype AS match,
    ${features.publicationColumns ? `CASE WHEN k.confdelsetcols IS NOT NULL THEN ${columnNames('k.conrelid', 'k.confdelsetcols')} END` : 'NULL'} AS on_delete_columns,
    CASE WHEN i.indnatts > i.indnkeyatts THEN ${columnNames('k.conrelid', 'i.indkey', 'u.position > i.indnkeyatts')} END AS include,
    ${features.publicationColumns ? 'i.indnullsnotdistinct' : 'NULL'} AS nulls_not_distinct, ic.reloptions AS index_options,
    ${commentOn('pg_constraint', 'k.oid')} AS comment
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x') LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
    LEFT JOIN pg_constraint parent ON parent.oid = k.conparentid
  WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1) AND k.contype IN ('p', 'u', 'c', 'f', 'x', 'n')
    AND parent.conrelid IS DISTINCT FROM k.conrelid AND ${isOwn('pg_class', 'c.oid')}`)

const kinds = ['p', 'u', 'x', 'c', 'f', 'n']
export const inConstraintOrder = (a: ConstraintRow, b: ConstraintRow): number =>
  kinds.indexOf(a.type) - kinds.indexOf(b.type) || inOrder(a.name, b.name)

/** A NOT NULL that is valid and called what the server calls it is a property of the column, not an object of its own. */
export const isPlainNotNull = ({ type, validated, no_inherit, inherited, name, relation_name, columns }: ConstraintRow): boolean =>
  type === 'n' && validated && !no_inherit && (inherited || name === chosenName(relation_name, columns, 'not_null'))

const actions: Record<Action, ReferentialAction | undefined> = {
  a: undefined,
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

const deferrableOf = ({ deferrable, deferred }: ConstraintRow): Deferrable | undefined =>
  deferred ? 'initially-deferred' : deferrable ? 'deferrable' : undefined

export function constraintFrom(row: ConstraintRow): Constraint {
  const { name, columns, comment, validated } = row
  const shared = { name, comment, inherited: row.inherited ? (true as const) : undefined }
  const enforced = row.enforced ? undefined : (false as const)
  switch (row.type) {
    case 'p':
    case 'u':
      return present<Constraint>({
        ...shared,
        kind: row.type === 'p' ? 'primary-key' : 'unique',
        columns,
        include: unlessEmpty(row.include),
        deferrable: deferrableOf(row),
        with: indexOptions(row.index_options),
        withoutOverlaps: row.period ? true : undefined,
        ...(row.nulls_not_distinct === true ? { nullsNotDistinct: true } : {}),
      })
    case 'c':
      return present<Constraint>({
        ...shared,
        kind: 'check',
        expression: withoutParentheses(row.expression ?? ''),
        validated,
        noInherit: row.no_inherit ? true : undefined,
        enforced,
      })
    case 'f':
      return present<Constraint>({
        ...shared,
        kind: 'foreign-key',
        columns,
        references: nameIn(row.referenced_schema ?? '', row.referenced_name ?? ''),
        referencedColumns: row.referenced_columns ?? [],
        onDelete: actions[row.on_delete],
        onUpdate: actions[row.on_update],
        onDeleteColumns: unlessEmpty(row.on_delete_columns),
        match: row.match === 'f' ? 'full' : undefined,
        deferrable: deferrableOf(row),
        validated,
        enforced,
        period: row.period ? true : undefined,
      })
    case 'x': {
      const definition = (row.definition ?? '').replace(/^EXCLUDE /, '').replace(/ DEFERRABLE(?: INITIALLY DEFERRED)?$/, '')
      return present<Constraint>({ ...shared, kind: 'exclusion', definition, columns, deferrable: deferrableOf(row) })
    }
    default:
      return present<Constraint>({
        name,
        kind: 'not-null',
        column: columns[0] ?? '',
        validated,
        noInherit: row.no_inherit ? true : undefined,
        inherited: shared.inherited,
      })
  }
}
