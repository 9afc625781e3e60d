import type { ExtendedStatistics, Publication } from '../../../model/schema.ts'
import { type Catalog, columnNames, commentOn, inOrder, isOwn, present } from './catalog.ts'
import { withoutParentheses } from './enclosed.ts'

export interface StatisticsRow {
  readonly relation: string
  readonly name: string
  readonly definition: string
  readonly columns: readonly string[]
  readonly target?: number
  readonly comment?: string
}

/** CREATE STATISTICS; the columns of its expressions are known from the dependencies. */
export const readStatistics = ({ rows, features }: Catalog): Promise<StatisticsRow[]> =>
  rows(`
  SELECT s.stxrelid AS relation, s.stxname AS name, pg_get_statisticsobjdef(s.oid) AS definition,
    ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend e JOIN pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid
      WHERE e.classid = 'pg_statistic_ext'::regclass AND e.objid = s.oid AND e.refclassid = 'pg_class'::regclass AND e.refobjsubid > 0 ORDER BY 1) AS columns,
    ${features.triggerParents ? 'nullif(s.stxstattarget, -1)' : 'NULL'} AS target, ${commentOn('pg_statistic_ext', 's.oid')} AS comment
  FROM pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}`)

export const statisticsFrom = (rows: readonly StatisticsRow[]): readonly ExtendedStatistics[] =>
  rows
    .map(row =>
      present<ExtendedStatistics>({
        name: row.name,
        columns: row.columns.toSorted(inOrder),
        statisticsTarget: row.target,
        comment: row.comment,
        // The one deparser that qualifies always.
        definition: row.definition.replace(/^CREATE STATISTICS public\./, 'CREATE STATISTICS '),
      }),
    )
    .toSorted((a, b) => inOrder(a.name, b.name))

export interface PublicationRow {
  readonly relation: string
  readonly name: string
  readonly columns?: readonly string[]
  readonly condition?: string
}

/** Publications that list the table; those of all tables or of a schema are in `others`. */
export const readPublications = ({ rows, features }: Catalog): Promise<PublicationRow[]> =>
  rows(`
  SELECT r.prrelid AS relation, p.pubname AS name, ${
    features.publicationColumns
      ? `CASE WHEN r.prattrs IS NOT NULL THEN ${columnNames('r.prrelid', 'r.prattrs')} END AS columns, pg_get_expr(r.prqual, r.prrelid) AS condition`
      : 'NULL AS columns, NULL AS condition'
  }
  FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY ($1)`)

export const publicationsFrom = (rows: readonly PublicationRow[]): readonly Publication[] =>
  rows
    .map(({ name, columns, condition }) =>
      present<Publication>({ name, columns, where: condition === undefined ? undefined : withoutParentheses(condition) }),
    )
    .toSorted((a, b) => inOrder(a.name, b.name))
