import { keyOf } from '../model/name.ts'
import type { Judged } from './judge.ts'
import { isLimited } from './running-code.ts'
import type { Rule } from './rule.ts'
import { waiting } from './words.ts'

/** A concurrent statement waits for everybody before its short lock, and lock_timeout counts that too: it would cut it short half done. */
const waitsForAll = ({ step }: Judged): boolean => 'online' in step && step.online

export const lockWaitsWithoutLimit: Rule = {
  id: 'lock-waits-without-limit',
  severity: 'warning',
  harm: 'A statement that waits for a strong lock makes everybody wait behind it: one transaction left open on the table, and it stands still for as long as that lasts. Only lock_timeout ends the wait.',
  remedy: {
    words: 'limit the wait, and let the migration be tried again when it gave up',
    sql: ["SET lock_timeout = '1s'"],
    rails: ['execute "SET LOCAL lock_timeout = \'1s\'" # for all of them: StrongMigrations.lock_timeout, or variables in database.yml'],
    liquibase: ["<sql>SET LOCAL lock_timeout = '1s'</sql>"],
  },
  check: ({ steps }) => {
    const at = steps.find(one => one.blocking.some(({ relationKind }) => relationKind === 'table') && !isLimited(one) && !waitsForAll(one))
    if (at === undefined) return []
    const none = at.settings.lockTimeout === 0 ? 'lock_timeout is switched off' : 'no lock_timeout is set'
    const tables = at.blocking.filter(({ relationKind }) => relationKind === 'table').map(lock => ({ ...lock, work: 'none' as const }))
    return [
      {
        at,
        message: `${waiting(tables)} behind this statement while it waits for a transaction that uses ${keyOf(tables[0]!.relation)}: ${none}`,
      },
    ]
  },
}
