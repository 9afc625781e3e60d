import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const identityStartsAtOne: Rule = {
  id: 'identity-starts-at-one',
  severity: 'error',
  harm: 'Identity added to a column that has values counts from 1: inserts fail on keys that are there (23505).',
  remedy: {
    words: 'move its sequence past the largest value, in the same transaction',
    sql: ["SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT max({column}) FROM {table}))"],
  },
  check: ({ steps, textAt, migration }) =>
    ofKind(steps, 'set-identity')
      .filter(
        ({ step, isLive }) =>
          step.from === undefined && step.to !== undefined && isLive(step.table) && !/start|restart/i.test(step.to.options ?? ''),
      )
      .filter(
        at =>
          !steps.slice(steps.indexOf(at)).some(({ step }) => step.kind === 'advance-sequence') &&
          !/\bsetval\b|restart\s+with/i.test(textAt(migration.at)),
      )
      .map(at => ({
        at,
        message: `the identity of ${keyOf(at.step.table)}.${at.step.column} counts from 1, where there are rows already`,
      })),
}
