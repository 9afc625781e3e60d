import { keyOf } from '../model/name.ts'
import { heavyRule, byItself } from './heavy.ts'
import { addsRewriting } from './volatile-default-rewrites-table.ts'

export const storedGeneratedRewritesTable = heavyRule({
  id: 'stored-generated-rewrites-table',
  harm: 'A STORED generated column, added or given another expression, is computed for every row: the whole table is written anew under ACCESS EXCLUSIVE.',
  remedy: {
    words:
      'use a plain column that a trigger fills and a batched backfill completes; from PostgreSQL 18 on a VIRTUAL one costs nothing; often an expression index is enough',
    sql: ['ALTER TABLE {table} ADD COLUMN {column} {type}'],
  },
  claims: (heavy, at) => addsRewriting('generated')(heavy, at) || byItself('set-generated')(heavy, at),
  doing: ({ step }) =>
    step.kind === 'add-column'
      ? `the table is written anew to store ${keyOf(step.table)}.${step.column.name}`
      : step.kind === 'set-generated'
        ? `the table is written anew to compute ${keyOf(step.table)}.${step.column} again`
        : '',
})
