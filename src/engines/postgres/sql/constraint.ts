import type { EngineVersion } from '../../../model/engine.ts'
import type { Name } from '../../../model/name.ts'
import { columnsOfConstraint, type Constraint } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { hasColumn, hasConstraint, namesColumns, regclass } from './catalog.ts'
import { constraintClauses, contype, usingIndexClauses, validityClause } from './constraint-definition.ts'
import { commentOn } from './grant.ts'
import { fit, type Printers } from './print.ts'

type Kind = 'add-constraint' | 'drop-constraint' | 'validate-constraint' | 'rename-constraint' | 'set-constraint-deferrable'

/** The constraint is there, with its kind, its columns and what it points at; whether validated does not matter to a re-run. */
const isAdded = (table: Name, constraint: Constraint): string =>
  hasConstraint(
    table,
    constraint.name,
    `contype = '${contype[constraint.kind]}'`,
    ...(constraint.kind === 'foreign-key' ? [`confrelid = ${regclass(constraint.references)}`] : []),
    ...(constraint.kind === 'check' || constraint.kind === 'exclusion'
      ? []
      : [namesColumns('conkey', 'conrelid', columnsOfConstraint(constraint))]),
  )

export const addConstraint = (table: Name, constraint: Constraint, clauses: readonly string[]): readonly SqlStatement[] => [
  {
    sql: fit(`ALTER TABLE ${quoteName(table)}`, ...clauses.map((clause, at) => (at === 0 ? `ADD ${clause}` : clause))),
    doneWhen: isAdded(table, constraint),
  },
  ...commentOnConstraint(table, constraint),
]

export const commentOnConstraint = (table: Name, constraint: Constraint): readonly SqlStatement[] =>
  commentOn(
    `CONSTRAINT ${quoteIdentifier(constraint.name)} ON ${quoteName(table)}`,
    'comment' in constraint ? constraint.comment : undefined,
    quoteLiteral,
  )

/** Before 18 a NOT NULL is a flag of its column. */
const isFlag = (constraint: Constraint, { major }: EngineVersion): constraint is Extract<Constraint, { kind: 'not-null' }> =>
  constraint.kind === 'not-null' && major < 18

const alterNotNull = (table: Name, column: string, verb: 'SET' | 'DROP'): SqlStatement => ({
  sql: `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteIdentifier(column)} ${verb} NOT NULL`,
})

export const constraintSql: Printers<Kind> = {
  'add-constraint': ({ table, constraint, usingIndex }, _before, version) => {
    if (isFlag(constraint, version) && constraint.validated) return [alterNotNull(table, constraint.column, 'SET')]
    return addConstraint(
      table,
      constraint,
      usingIndex === undefined
        ? [...constraintClauses(constraint, version), ...validityClause(constraint)]
        : usingIndexClauses(constraint, usingIndex),
    )
  },

  'drop-constraint': ({ table, constraint }, _before, version) =>
    isFlag(constraint, version)
      ? [alterNotNull(table, constraint.column, 'DROP')]
      : [{ sql: `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(constraint.name)}` }],

  // A second VALIDATE finds it valid and reads nothing.
  'validate-constraint': ({ table, constraint }, _before, version) =>
    isFlag(constraint, version)
      ? [
          {
            sql: `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteIdentifier(constraint.column)} SET NOT NULL`,
            doneWhen: hasColumn(table, constraint.column, 'attnotnull'),
          },
        ]
      : [{ sql: `ALTER TABLE ${quoteName(table)} VALIDATE CONSTRAINT ${quoteIdentifier(constraint.name)}` }],

  'rename-constraint': ({ table, from, to }) => [
    {
      sql: fit(`ALTER TABLE ${quoteName(table)}`, `RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`),
      doneWhen: `${hasConstraint(table, to)}\nAND NOT ${hasConstraint(table, from)}`,
      arrivedWhen: hasConstraint(table, to),
    },
  ],

  'set-constraint-deferrable': ({ table, constraint, to }) => [
    {
      sql: fit(
        `ALTER TABLE ${quoteName(table)}`,
        `ALTER CONSTRAINT ${quoteIdentifier(constraint)}`,
        to === undefined ? 'NOT DEFERRABLE' : to === 'deferrable' ? 'DEFERRABLE INITIALLY IMMEDIATE' : 'DEFERRABLE INITIALLY DEFERRED',
      ),
    },
  ],
}
