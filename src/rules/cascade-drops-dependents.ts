import { describeStep } from '../steps/index.ts'
import type { Judged } from './judge.ts'
import type { Found, Rule } from './rule.ts'
import { listed } from './words.ts'

const dropping = /^drop-/

export const cascadeDropsDependents: Rule = {
  id: 'cascade-drops-dependents',
  severity: 'warning',
  harm: 'DROP … CASCADE takes along whatever depends on the object on the server it runs on: views, foreign keys, columns. What that is nobody has read.',
  remedy: {
    words: 'drop what depends on it by name, in statements of their own, and leave CASCADE out: then the server refuses what was forgotten',
  },
  check: ({ steps, textAt }) =>
    steps.flatMap((at, index): Found[] => {
      // What goes along is read before what it depends on.
      const isLast = steps[index + 1]?.statement !== at.statement
      if (!isLast || !dropping.test(at.step.kind) || !saysCascade(textAt(at.at)) || !isInUse(at)) return []
      const along = steps
        .filter(other => other !== at && other.statement === at.statement)
        .map(({ step }) => describeStep(step).replace(/^drop /, ''))
      const known =
        along.length === 0 ? 'everything that depends on it, whatever that is' : `${listed(along)}, and whatever else depends on it there`
      return [{ at, message: `${describeStep(at.step)} takes along ${known}` }]
    }),
}

const saysCascade = (text: string): boolean =>
  /\bdrop\b[\s\S]*\bcascade\b|force:\s*:cascade/i.test(text.replaceAll(/on (delete|update)\s+cascade/gi, ''))

const isInUse = ({ step, isLive }: Judged): boolean => !('table' in step) || isLive('columns' in step.table ? step.table.name : step.table)
