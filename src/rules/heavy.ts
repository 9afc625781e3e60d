import type { Context, Found, Rule } from './rule.ts'
import type { Heavy, Judged } from './judge.ts'
import { waiting } from './words.ts'

/** A rule about work under a lock the application waits for: most of what hurts. */
export interface HeavyRule extends Rule {
  /** Is this work this rule's to tell? */
  readonly claims: (heavy: Heavy, at: Judged, context: Context) => boolean
}

interface HeavyRuleParts extends Pick<HeavyRule, 'id' | 'harm' | 'remedy' | 'claims'> {
  /** What the statement does: `building users_email_idx`. It is followed by who waits. */
  readonly doing: (at: Judged, context: Context) => string
}

export const heavyRule = ({ id, harm, remedy, claims, doing }: HeavyRuleParts): HeavyRule => ({
  id,
  severity: 'error',
  harm,
  remedy,
  claims,
  check: context =>
    context.steps.flatMap((at): Found[] => {
      const locks = at.heavy.filter(heavy => claims(heavy, at, context)).map(({ lock }) => lock)
      return locks.length === 0 ? [] : [{ at, locks, message: `${waiting(locks)} while ${doing(at, context)}` }]
    }),
})

/** The statement itself does it, to a step of this kind. */
export const byItself =
  (...kinds: readonly Judged['step']['kind'][]) =>
  ({ by }: Heavy, { step }: Judged): boolean =>
    by === 'itself' && kinds.includes(step.kind)
