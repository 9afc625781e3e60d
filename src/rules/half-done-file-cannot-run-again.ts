import type { Span } from '../model/diagnostic.ts'
import { said } from './words.ts'
import type { Judged } from './judge.ts'
import type { Context, Rule } from './rule.ts'

const isSameSpan = (a: Span, b: Span): boolean => a.file === b.file && a.line === b.line && a.column === b.column

/** The first of the steps that a second run fails at, where the first one stopped at `at`. */
const failingAgain = ({ again, steps, replayed }: Context, at: Judged): Judged | undefined => {
  const known = new Set(replayed.diagnostics.map(({ message }) => message))
  const failures = again(at.before).diagnostics.filter(({ code, message }) => code === 'does-not-apply' && !known.has(message))
  return steps
    .slice(0, steps.indexOf(at))
    .find(one => one.statement !== at.statement && failures.some(({ span }) => span !== undefined && isSameSpan(span, one.at)))
}

const isBuild = ({ step }: Judged): boolean => (step.kind === 'create-index' || step.kind === 'drop-index') && step.online

export const halfDoneFileCannotRunAgain: Rule = {
  id: 'half-done-file-cannot-run-again',
  severity: 'warning',
  harm: 'Outside a transaction each statement stays when a later one fails; the runner then starts the file again from its first statement, which fails because it is done.',
  remedy: {
    words:
      'one concurrent build in a file; or make every statement before it repeatable (IF EXISTS, and for indexes a DROP before the CREATE)',
  },
  // Told once, at the first build that may fail after something that stays: each try plays the whole file.
  check: (context: Context) => {
    for (const at of context.steps) {
      if (!isBuild(at) || at.block.transactional) continue
      const earlier = failingAgain(context, at)
      if (earlier !== undefined) return [{ at, message: `when it fails, the file cannot run again: ${said(earlier.step)} is done by then` }]
    }
    return []
  },
}
