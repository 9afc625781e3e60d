import type { RelationLock, Work } from '../../model/effects.ts'
import { keyOf } from '../../model/name.ts'
import { ruleOf } from '../../rules/index.ts'
import { sayRemedy, type SaidRemedy } from '../../rules/remedy.ts'
import { blocksInWords, workInWords } from '../locks.ts'
import type { ToldFinding } from './checked.ts'

/** How long it may take, as far as that can be said without a table's size. */
export const timeInWords = (work: Work): string =>
  ({
    none: 'a moment, once the lock is there',
    scan: 'grows with the table: seconds for each GB',
    'index-build': 'grows with the table: minutes for each 10 GB',
    rewrite: 'grows with the table: minutes for each 10 GB, and its size again on disk',
  })[work]

/** `users: access exclusive, blocks reads, writes; rewrites the table`. */
export const lockInWords = (lock: RelationLock): string =>
  `${keyOf(lock.relation)}: ${lock.mode}, blocks ${blocksInWords(lock)}; ${workInWords(lock.work)}`

export const remedyOf = ({ rule, framework, subject, exactly }: ToldFinding): SaidRemedy | undefined => {
  const known = ruleOf(rule)
  return known && sayRemedy(known.remedy, framework, subject, exactly)
}
