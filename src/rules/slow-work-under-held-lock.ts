import { keyOf } from '../model/name.ts'
import { heavyRule, type HeavyRule } from './heavy.ts'
import type { Judged } from './judge.ts'
import type { Context, Found } from './rule.ts'
import { heaviest, said, waiting, workOf } from './words.ts'

const onItsTable = heavyRule({
  id: 'slow-work-under-held-lock',
  harm: 'A transaction keeps every lock until it ends: slow work after a statement that locked a table (a backfill beside its ADD COLUMN) is done while the application waits for that table.',
  remedy: {
    words:
      'end the transaction after the statement that locks; do the slow work in a file of its own, updates in batches of some thousand rows, each committed',
  },
  claims: ({ by }, { step }) => by !== 'itself' && step.kind !== 'validate-constraint',
  doing: ({ step, heavy }) => {
    const held = heavy.filter(({ by }) => by !== 'itself')
    const holder = held.some(({ by }) => by === 'earlier') ? 'an earlier statement of the transaction' : 'another action of the statement'
    return `${said(step)} ${workOf(heaviest(held.map(({ lock }) => lock)))}: ${holder} holds the lock`
  },
})

/** Slow on one table, while another one, locked before, is waited for. Told once for a transaction: the rest is more of the same. */
function onAnother(context: Context): readonly Found[] {
  const told = new Set<number>()
  return context.steps.flatMap((at): Found[] => {
    if (told.has(at.block.id)) return []
    const worked = at.effects.locks.filter(lock => lock.work !== 'none' && at.isSlow(lock.relation))
    if ((worked.length === 0 && !at.isOpaque) || at.held.size === 0) return []
    const locks = [...at.held.values()].map(({ lock }) => lock).filter(({ relation }) => !isTold(at, keyOf(relation)))
    if (locks.length === 0) return []
    told.add(at.block.id)
    const doing = at.isOpaque ? `${said(at.step)}, for nobody knows how long` : `${said(at.step)} ${workOf(heaviest(worked))}`
    return [
      {
        at,
        locks,
        message: `${waiting(locks)} while the same transaction goes on: ${doing}`,
        ...(at.isOpaque ? { severity: 'warning' } : {}),
      },
    ]
  })
}

/** Heavy work on the locked table itself has its finding. */
const isTold = ({ heavy }: Judged, key: string): boolean => heavy.some(({ lock }) => keyOf(lock.relation) === key)

export const slowWorkUnderHeldLock: HeavyRule = { ...onItsTable, check: context => [...onItsTable.check(context), ...onAnother(context)] }
