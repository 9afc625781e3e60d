import { describeStep } from '../steps/index.ts'
import { heavyRule, type HeavyRule } from './heavy.ts'
import { heaviest, workOf } from './words.ts'

/** What no other rule tells: nothing heavy goes unsaid. */
export const heavyWorkUnderLock = (others: readonly HeavyRule[]): HeavyRule =>
  heavyRule({
    id: 'heavy-work-under-lock',
    harm: 'A statement that reads or writes a whole table, or builds an index, under a lock that blocks the application makes it wait for all of that time.',
    remedy: { words: 'find a way that does the work under a weaker lock, or do it when nobody uses the table' },
    claims: (heavy, at, context) => !others.some(({ claims }) => claims(heavy, at, context)),
    doing: ({ step, heavy }) => `${describeStep(step)} ${workOf(heaviest(heavy.map(({ lock }) => lock)))}`,
  })
