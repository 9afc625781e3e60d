import type { EngineVersion } from '../../../model/engine.ts'
import type { Constraint, Deferrable, ForeignKey, Index } from '../../../model/schema.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { enclose, list } from './print.ts'

/** One letter of `pg_constraint.contype`. */
export const contype = { 'primary-key': 'p', unique: 'u', check: 'c', 'foreign-key': 'f', exclusion: 'x', 'not-null': 'n' } as const

export const deferrableClause = (deferrable: Deferrable | undefined): readonly string[] =>
  deferrable === undefined ? [] : [deferrable === 'deferrable' ? 'DEFERRABLE' : 'DEFERRABLE INITIALLY DEFERRED']

const actionClause = (event: string, action: ForeignKey['onDelete'], columns?: readonly string[]): readonly string[] =>
  action === undefined || action === 'no action'
    ? []
    : [`ON ${event} ${action.toUpperCase()}${columns === undefined ? '' : ` (${list(columns)})`}`]

/** Columns whose last one is marked: a period of a foreign key, a range without overlaps. */
const marked = (columns: readonly string[], before: string, after: string): string =>
  [...columns.slice(0, -1).map(quoteIdentifier), `${before}${quoteIdentifier(columns.at(-1) ?? '')}${after}`].join(', ')

/**
 * The clauses of a constraint, `CONSTRAINT name …`, for CREATE TABLE and ADD CONSTRAINT alike; NOT VALID is not among them.
 *
 * @throws on a named NOT NULL before 18, which is no constraint there: the planner must not ask for it
 */
export const constraintClauses = (constraint: Constraint, { major }: EngineVersion): readonly string[] => {
  const name = `CONSTRAINT ${quoteIdentifier(constraint.name)}`
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique': {
      const { columns, include, deferrable } = constraint
      const nulls = constraint.kind === 'unique' && constraint.nullsNotDistinct === true ? ' NULLS NOT DISTINCT' : ''
      const keys = constraint.withoutOverlaps === true ? marked(columns, '', ' WITHOUT OVERLAPS') : list(columns)
      return [
        `${name} ${constraint.kind === 'unique' ? `UNIQUE${nulls}` : 'PRIMARY KEY'} (${keys})`,
        ...(include === undefined || include.length === 0 ? [] : [`INCLUDE (${list(include)})`]),
        ...(constraint.with === undefined ? [] : [`WITH (${constraint.with})`]),
        ...deferrableClause(deferrable),
      ]
    }
    case 'check':
      return [
        `${name} CHECK ${enclose(constraint.expression)}`,
        ...(constraint.noInherit === true ? ['NO INHERIT'] : []),
        ...(constraint.enforced === false ? ['NOT ENFORCED'] : []),
      ]
    case 'foreign-key': {
      const period = constraint.period === true ? 'PERIOD ' : ''
      return [
        `${name} FOREIGN KEY (${marked(constraint.columns, period, '')})`,
        `REFERENCES ${quoteName(constraint.references)} (${marked(constraint.referencedColumns, period, '')})`,
        ...(constraint.match === 'full' ? ['MATCH FULL'] : []),
        ...actionClause('DELETE', constraint.onDelete, constraint.onDeleteColumns),
        ...actionClause('UPDATE', constraint.onUpdate),
        ...deferrableClause(constraint.deferrable),
        ...(constraint.enforced === false ? ['NOT ENFORCED'] : []),
      ]
    }
    case 'exclusion':
      return [`${name} EXCLUDE ${constraint.definition}`, ...deferrableClause(constraint.deferrable)]
    case 'not-null':
      if (major < 18) throw new Error(`NOT NULL is no constraint on PostgreSQL ${major}: ${constraint.name}`)
      return [`${name} NOT NULL ${quoteIdentifier(constraint.column)}`, ...(constraint.noInherit === true ? ['NO INHERIT'] : [])]
  }
}

/** NOT VALID, where the constraint is to be added without reading rows. */
export const validityClause = (constraint: Constraint): readonly string[] =>
  'validated' in constraint && !constraint.validated && !('enforced' in constraint && constraint.enforced === false) ? ['NOT VALID'] : []

export const usingIndexClauses = (constraint: Constraint, index: Index): readonly string[] => [
  `CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.kind === 'primary-key' ? 'PRIMARY KEY' : 'UNIQUE'} USING INDEX ${quoteIdentifier(index.name)}`,
  ...('deferrable' in constraint ? deferrableClause(constraint.deferrable) : []),
]
