import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const invalidIndexIsKept: Rule = {
  id: 'invalid-index-is-kept',
  severity: 'warning',
  harm: 'CREATE INDEX CONCURRENTLY that was cut short leaves an INVALID index, which no query uses and which may reject writes. With IF NOT EXISTS the next run finds it there and reports success.',
  remedy: {
    words: 'drop a leftover first, and leave IF NOT EXISTS out',
    outside: true,
    sql: ['DROP INDEX CONCURRENTLY IF EXISTS {index}', 'CREATE {unique}INDEX CONCURRENTLY {index} ON {table} ({columns})'],
    rails: [
      'remove_index :{table}, name: "{index}", algorithm: :concurrently, if_exists: true',
      'add_index :{table}, [{symbols}], name: "{index}", algorithm: :concurrently',
    ],
    alembic: [
      "op.drop_index('{index}', table_name='{table}', postgresql_concurrently=True, if_exists=True)",
      "op.create_index('{index}', '{table}', [{strings}], postgresql_concurrently=True)",
    ],
  },
  check: ({ steps, textAt }) =>
    ofKind(steps, 'create-index')
      .filter(at => at.step.online && /if\s+not\s+exists|if_not_exists/i.test(textAt(at.at)))
      .filter(
        at =>
          !ofKind(steps.slice(0, steps.indexOf(at)), 'drop-index').some(({ step }) => step.index.name === at.step.index.name) &&
          !new RegExp(`drop\\s+index[^;]*\\b${at.step.index.name.replaceAll(/\W/g, '.')}\\b`, 'i').test(
            steps
              .slice(0, steps.indexOf(at))
              .map(({ at }) => textAt(at))
              .join('\n'),
          ),
      )
      .map(at => ({
        at,
        message: `an INVALID ${at.step.index.name} that an earlier try left on ${keyOf(at.step.table)} is taken for the index`,
      })),
}
