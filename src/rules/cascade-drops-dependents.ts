import { describeStep } from '../steps/index.ts'
import type { Rule } from './rule.ts'

const dropping = /^drop-/

export const cascadeDropsDependents: Rule = {
  id: 'cascade-drops-dependents',
  severity: 'warning',
  harm: 'DROP … CASCADE takes along whatever depends on the object on the server it runs on: views, foreign keys, columns. What that is nobody has read.',
  remedy: {
    words: 'drop what depends on it by name, in statements of their own, and leave CASCADE out: then the server refuses what was forgotten',
  },
  check: ({ steps, textAt }) =>
    steps
      .filter(
        ({ step, at }, index) =>
          dropping.test(step.kind) &&
          steps[index - 1]?.statement !== steps[index]?.statement &&
          /\bdrop\b[\s\S]*\bcascade\b|force:\s*:cascade/i.test(textAt(at).replaceAll(/on (delete|update)\s+cascade/gi, '')),
      )
      .filter(at => !('table' in at.step) || at.isLive('columns' in at.step.table ? at.step.table.name : at.step.table))
      .map(at => ({ at, message: `${describeStep(at.step)} takes along everything that depends on it, whatever that is` })),
}
