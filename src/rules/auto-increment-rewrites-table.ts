import { keyOf } from '../model/name.ts'
import { heavyRule } from './heavy.ts'
import { addsRewriting } from './volatile-default-rewrites-table.ts'

export const autoIncrementRewritesTable = heavyRule({
  id: 'auto-increment-rewrites-table',
  harm: 'ADD COLUMN with serial, bigserial or GENERATED AS IDENTITY numbers every row: the whole table is written anew under ACCESS EXCLUSIVE.',
  remedy: {
    words: 'create the sequence, add a nullable bigint column, set its default to nextval, and number the rows there are in batches',
    sql: [
      'CREATE SEQUENCE {table}_{column}_seq',
      'ALTER TABLE {table} ADD COLUMN {column} bigint',
      "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT nextval('{table}_{column}_seq')",
      'ALTER SEQUENCE {table}_{column}_seq OWNED BY {table}.{column}',
    ],
  },
  claims: addsRewriting('serial', 'identity'),
  doing: ({ step }) =>
    step.kind === 'add-column' ? `the table is written anew to number the rows in ${keyOf(step.table)}.${step.column.name}` : '',
})
