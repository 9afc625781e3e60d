import { ofKind, type Rule } from './rule.ts'

/** A build waits for every older transaction of the database: minutes are usual. */
const shortest = 60_000

export const lockTimeoutCancelsBuild: Rule = {
  id: 'lock-timeout-cancels-build',
  severity: 'warning',
  harm: 'A concurrent build waits for every older transaction of the database, on whatever table, and lock_timeout counts that wait: a short one cancels the build and leaves an INVALID index. The wait blocks nobody.',
  remedy: {
    words: 'switch lock_timeout off, or set minutes, for the concurrent build alone',
    outside: true,
    sql: ['SET lock_timeout = 0', '{statement}', 'RESET lock_timeout'],
  },
  check: ({ steps, textAt }) =>
    ofKind(steps, 'create-index', 'drop-index', 'refresh-view')
      .filter(
        ({ step, settings: { lockTimeout = 0 } }) =>
          step.online && step.kind !== 'refresh-view' && lockTimeout > 0 && lockTimeout < shortest,
      )
      .filter(at => !at.block.transactional)
      .map(at => ({
        at,
        message: `any transaction older than ${(at.settings.lockTimeout ?? 0) / 1000} s, on whatever table, cancels it and leaves an INVALID index`,
        subject: { statement: textAt(at.at).replaceAll(/\s+/g, ' ').trim() },
      })),
}
