import { keyOf } from '../model/name.ts'
import { isLimited } from './running-code.ts'
import type { Context, Found, Rule } from './rule.ts'
import type { Judged } from './judge.ts'
import { listed } from './words.ts'

const tablesOf = (at: Judged): readonly string[] => [
  ...new Set(at.blocking.filter(({ relationKind }) => relationKind === 'table').map(({ relation }) => keyOf(relation))),
]

/** LOCK … NOWAIT holds what it has for no longer. */
const waitsForNobody = ({ step }: Judged): boolean => step.kind === 'execute-sql' && step.known?.nowait === true

/** Told at the statement that makes it too much, once for each transaction. */
function check({ steps }: Context): readonly Found[] {
  const told = new Set<number>()
  return steps.flatMap((at): Found[] => {
    if (told.has(at.block.id) || !at.block.transactional || at.held.size === 0 || waitsForNobody(at)) return []
    const held = [...at.held.values()].filter(({ lock }) => lock.relationKind === 'table').map(({ lock }) => keyOf(lock.relation))
    const more = tablesOf(at).filter(key => !held.includes(key))
    if (held.length === 0 || more.length === 0) return []
    if (isLimited(at) && held.length + more.length < 3) return []
    told.add(at.block.id)
    return [
      {
        at,
        locks: at.blocking,
        message: `${listed(held)} ${held.length === 1 ? 'stays' : 'stay'} locked while this statement waits for ${listed(more)}`,
      },
    ]
  })
}

export const locksPileUp: Rule = {
  id: 'locks-pile-up',
  severity: 'warning',
  harm: 'A transaction that locks one table and then waits for another keeps the first one locked meanwhile, and can deadlock with the application, which may be the one that is cancelled.',
  remedy: {
    words:
      'one table that is in use in a migration; where two are needed at once, lock both at its start, the referenced one first, with lock_timeout',
  },
  check,
}
