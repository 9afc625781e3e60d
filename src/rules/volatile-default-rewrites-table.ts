import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'
import type { Heavy, Judged } from './judge.ts'

/** Why ADD COLUMN writes the table anew. */
export const rewriteReason = ({ step }: Judged): 'identity' | 'serial' | 'generated' | 'default' | 'domain' | undefined => {
  if (step.kind !== 'add-column') return undefined
  const { column } = step
  if (column.identity !== undefined) return 'identity'
  if (column.generated !== undefined) return 'generated'
  if (column.ownedSequence !== undefined || /^\s*nextval\(/i.test(column.default?.sql ?? '')) return 'serial'
  return column.type.kind === 'domain' ? 'domain' : 'default'
}

export const addsRewriting =
  (...reasons: readonly ReturnType<typeof rewriteReason>[]) =>
  (heavy: Heavy, at: Judged): boolean =>
    byItself('add-column')(heavy, at) && heavy.lock.work === 'rewrite' && reasons.includes(rewriteReason(at))

export const volatileDefaultRewritesTable = heavyRule({
  id: 'volatile-default-rewrites-table',
  harm: 'ADD COLUMN with a default that differs from row to row (random(), gen_random_uuid(), clock_timestamp()) writes the whole table anew under ACCESS EXCLUSIVE. now() and other stable defaults do not.',
  remedy: {
    words:
      'add the column without a default, set the default for rows to come, and fill the rows there are in batches, in a file of its own',
    sql: ['ALTER TABLE {table} ADD COLUMN {column} {type}', 'ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default}'],
    rails: ['add_column :{table}, :{column}, :<type>', 'change_column_default :{table}, :{column}, from: nil, to: -> { "{default}" }'],
    alembic: [
      "op.add_column('{table}', sa.Column('{column}', <type>, nullable=True))",
      "op.alter_column('{table}', '{column}', server_default=sa.text(\"{default}\"))",
    ],
  },
  claims: addsRewriting('default'),
  doing: ({ step }) =>
    step.kind === 'add-column'
      ? `the table is written anew: the default of ${keyOf(step.table)}.${step.column.name} differs from row to row`
      : '',
})
