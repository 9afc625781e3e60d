import { blockedBy, type RelationLock, type Work } from '../model/effects.ts'
import { keyOf } from '../model/name.ts'
import { describeStep } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'

/** What a step does; SQL that is kept speaks for itself. */
export const said = (step: Step): string => describeStep(step).replace(/^run (?=[A-Z])/, '')

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)]

/** `every read and write of users waits`: who stands still behind the locks. */
export function waiting(locks: readonly RelationLock[]): string {
  const names = (blocks: string) =>
    unique(locks.filter(({ mode }) => blockedBy(mode).includes(blocks as 'reads')).map(lock => keyOf(lock.relation)))
  const read = names('reads')
  const written = names('writes').filter(name => !read.includes(name))
  const parts = [
    ...(read.length === 0 ? [] : [`every read and write of ${listed(read)}`]),
    ...(written.length === 0 ? [] : [`every write to ${listed(written)}`]),
  ]
  return `${parts.join(', and ')} ${parts.length > 1 ? 'wait' : 'waits'}`
}

export const workOf = (work: Work): string =>
  ({ none: 'changes the catalog', scan: 'reads every row', 'index-build': 'builds an index', rewrite: 'writes the table anew' })[work]

const works: readonly Work[] = ['none', 'scan', 'index-build', 'rewrite']
export const heaviest = (locks: readonly RelationLock[]): Work =>
  works[Math.max(0, ...locks.map(({ work }) => works.indexOf(work)))] ?? 'none'
