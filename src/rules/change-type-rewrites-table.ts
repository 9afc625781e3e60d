import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'
import type { Judged } from './judge.ts'

/** Reading the other side of a foreign key comes with a rewrite, so the whole statement is judged. */
export const rewritesRows = ({ heavy }: Judged): boolean => heavy.some(({ lock }) => lock.work === 'rewrite')

export const changeTypeRewritesTable = heavyRule({
  id: 'change-type-rewrites-table',
  harm: 'A type whose stored values differ (integer to bigint, text to integer, any USING) writes the whole table and all its indexes anew under ACCESS EXCLUSIVE.',
  remedy: {
    words:
      'add a column of the new type, keep both equal by a trigger, fill it in batches, then swap the names: `lockstep check --fix` plans it',
    sql: ['ALTER TABLE {table} ADD COLUMN {column}_new {type}'],
    rails: ['add_column :{table}, :{column}_new, :<type>'],
    laravel: ["Schema::table('{table}', fn (Blueprint $table) => $table->addColumn('<type>', '{column}_new')->nullable());"],
    alembic: ["op.add_column('{table}', sa.Column('{column}_new', <type>, nullable=True))"],
  },
  claims: (heavy, at) => byItself('alter-column-type')(heavy, at) && rewritesRows(at),
  doing: ({ step }) =>
    step.kind === 'alter-column-type'
      ? `the table is written anew to make ${keyOf(step.table)}.${step.from.name} ${step.to.type.native} instead of ${step.from.type.native}`
      : '',
})
