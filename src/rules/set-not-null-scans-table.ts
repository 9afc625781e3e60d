import { keyOf } from '../model/name.ts'
import { losesProof } from './combined-alter-loses-proof.ts'
import { byItself, heavyRule } from './heavy.ts'

export const setNotNullScansTable = heavyRule({
  id: 'set-not-null-scans-table',
  harm: 'SET NOT NULL takes ACCESS EXCLUSIVE and reads every row under it, unless a validated CHECK (column IS NOT NULL) proves it already.',
  remedy: {
    words:
      'prove it first: add the check NOT VALID, validate it in the next transaction, then set NOT NULL and drop the check in two statements',
    sql: [
      'ALTER TABLE {table} ADD CONSTRAINT {column}_not_null CHECK ({column} IS NOT NULL) NOT VALID',
      'ALTER TABLE {table} VALIDATE CONSTRAINT {column}_not_null',
      'ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL',
      'ALTER TABLE {table} DROP CONSTRAINT {column}_not_null',
    ],
    rails: [
      'add_check_constraint :{table}, "{column} IS NOT NULL", name: "{column}_not_null", validate: false',
      '# in the next migration:',
      'validate_check_constraint :{table}, name: "{column}_not_null"',
      'change_column_null :{table}, :{column}, false',
      'remove_check_constraint :{table}, name: "{column}_not_null"',
    ],
    alembic: [
      "op.create_check_constraint('{column}_not_null', '{table}', '{column} IS NOT NULL', postgresql_not_valid=True)",
      '# in the next revision:',
      'op.execute("ALTER TABLE {table} VALIDATE CONSTRAINT {column}_not_null")',
      "op.alter_column('{table}', '{column}', nullable=False)",
      "op.drop_constraint('{column}_not_null', '{table}')",
    ],
  },
  claims: (heavy, at, context) => byItself('set-not-null')(heavy, at) && !losesProof(at, context),
  doing: ({ step }) => (step.kind === 'set-not-null' ? `every row is read for a NULL in ${keyOf(step.table)}.${step.column}` : ''),
})
