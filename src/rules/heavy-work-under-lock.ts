import { heavyRule, type HeavyRule } from './heavy.ts'
import { isRequiredColumn } from './required-column-without-default.ts'
import { heaviest, said, workOf } from './words.ts'

/** What no other rule tells: nothing heavy goes unsaid. */
export const heavyWorkUnderLock = (others: readonly HeavyRule[]): HeavyRule =>
  heavyRule({
    id: 'heavy-work-under-lock',
    harm: 'A statement that reads or writes a whole table, or builds an index, under a lock that blocks the application makes it wait for all of that time.',
    remedy: { words: 'find a way that does the work under a weaker lock, or do it when nobody uses the table' },
    // A column that is refused where there are rows has a rule of its own.
    claims: (heavy, at, context) => !isRequiredColumn(at.step) && !others.some(({ claims }) => claims(heavy, at, context)),
    doing: ({ step, heavy }) => `${said(step)} ${workOf(heaviest(heavy.map(({ lock }) => lock)))}`,
  })
