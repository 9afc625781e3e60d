import { said } from './words.ts'
import type { Judged } from './judge.ts'
import type { Context, Rule } from './rule.ts'

const guarded = /if\s+(not\s+)?exists|if_(not_)?exists|or\s+replace|[a-z_]+_exists\?/i

/** A second run of it fails, or does something else. */
const isOnce = ({ step }: Judged, text: string): boolean =>
  /^(create-(index|table|view|trigger|enum|sequence|policy)|add-(column|constraint|enum-value)|drop-|rename-)/.test(step.kind) &&
  !guarded.test(text)

const isBuild = ({ step }: Judged): boolean => (step.kind === 'create-index' || step.kind === 'drop-index') && step.online

export const halfDoneFileCannotRunAgain: Rule = {
  id: 'half-done-file-cannot-run-again',
  severity: 'warning',
  harm: 'Outside a transaction each statement stays when a later one fails; the runner then starts the file again from its first statement, which fails because it is done.',
  remedy: {
    words:
      'one concurrent build in a file; or make every statement before it repeatable (IF EXISTS, and for indexes a DROP before the CREATE)',
  },
  check: ({ steps, textAt }: Context) =>
    steps.flatMap((at, index) => {
      if (!isBuild(at) || at.block.transactional) return []
      const earlier = steps.slice(0, index).find(one => one.statement !== at.statement && isOnce(one, textAt(one.at)))
      // Told once, at the first build that may fail after something that stays.
      const isFirst = !steps.slice(0, index).some((one, before) => isBuild(one) && before > steps.indexOf(earlier ?? at))
      if (earlier === undefined || !isFirst) return []
      return [{ at, message: `when it fails, the file cannot run again: ${said(earlier.step)} is done by then` }]
    }),
}
