import type { Context, Found, Rule } from './rule.ts'
import type { Heavy, Judged } from './judge.ts'
import type { Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import type { Step } from '../steps/step.ts'
import type { ExactRemedy, SaySql } from './exact-remedy.ts'
import { waiting } from './words.ts'

/** A rule about work under a lock the application waits for: most of what hurts. */
export interface HeavyRule extends Rule {
  /** Is this work this rule's to tell? */
  readonly claims: (heavy: Heavy, at: Judged, context: Context) => boolean
}

interface HeavyRuleParts extends Pick<HeavyRule, 'id' | 'harm' | 'remedy' | 'claims'> {
  /** What the statement does: `building users_email_idx`. It is followed by who waits. */
  readonly doing: (at: Judged, context: Context) => string
  /** The remedy's statements for this very step. */
  readonly exactly?: (step: Step, sql: SaySql) => ExactRemedy | undefined
}

export const heavyRule = ({ id, harm, remedy, claims, doing, exactly }: HeavyRuleParts): HeavyRule => ({
  id,
  severity: 'error',
  harm,
  remedy,
  claims,
  check: context =>
    context.steps.flatMap((at): Found[] => {
      const locks = at.heavy.filter(heavy => claims(heavy, at, context)).map(({ lock }) => lock)
      if (locks.length === 0) return []
      const said = exactly?.(at.step, step => statementOf(context.engine, step, at.before))
      return [{ at, locks, message: `${waiting(locks)} while ${doing(at, context)}`, ...(said === undefined ? {} : { exactly: said }) }]
    }),
})

/** On one line, as a remedy is read; what is quoted stays as it is. */
const statementOf = (engine: Engine, step: Step, before: Schema): string =>
  engine
    .plain(step, before)
    .join(';\n')
    .replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\s*\n\s*/g, found => (/^['"]/.test(found) ? found : ' '))

/** The statement itself does it, to a step of this kind. */
export const byItself =
  (...kinds: readonly Judged['step']['kind'][]) =>
  ({ by }: Heavy, { step }: Judged): boolean =>
    by === 'itself' && kinds.includes(step.kind)
