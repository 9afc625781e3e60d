import { keyOf } from '../model/name.ts'
import { isLimited } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'
import type { StepOf } from '../steps/step.ts'

export const dropIndexBlocksTable: Rule = {
  id: 'drop-index-blocks-table',
  severity: 'warning',
  harm: 'DROP INDEX takes ACCESS EXCLUSIVE on the table: for a moment, but it has to wait for every transaction that uses the table, and everybody waits behind it.',
  remedy: {
    words: 'drop it CONCURRENTLY, outside a transaction',
    outside: true,
    sql: ['DROP INDEX CONCURRENTLY IF EXISTS {index}'],
    rails: ['remove_index :{table}, name: "{index}", algorithm: :concurrently'],
    alembic: ["op.drop_index('{index}', table_name='{table}', postgresql_concurrently=True)"],
  },
  check: ({ steps, way, replayed }) => {
    // Built online, its way back is online too: one finding is enough.
    const isUndone = ({ step }: { readonly step: StepOf<'drop-index'> }): boolean =>
      way === 'down' && replayed.up.some(one => one.step.kind === 'create-index' && one.step.index.name === step.index.name)
    return (
      ofKind(steps, 'drop-index')
        // Nobody uses a table any more that goes in the same file.
        .filter(at => !ofKind(steps, 'drop-table').some(({ step }) => keyOf(step.table.name) === keyOf(at.step.table)))
        .filter(at => !at.step.online && at.isLive(at.step.table) && at.before.tables.get(keyOf(at.step.table))?.partitioning === undefined)
        .map(at => ({
          at,
          ...(isLimited(at) || isUndone(at) ? { severity: 'note' as const } : {}),
          locks: at.blocking,
          message: `dropping ${at.step.index.name} waits for every transaction that uses ${keyOf(at.step.table)}, and everybody else behind it`,
        }))
    )
  },
}
