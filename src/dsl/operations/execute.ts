import type { Expression } from '../../model/schema.ts'
import { mistake } from '../mistakes.ts'
import { said } from '../parts.ts'
import { unless, type Outcome, type Situation } from '../outcome.ts'

export interface ExecuteOptions {
  /** What undoes it. Without it the change cannot be rolled back. */
  readonly down?: Expression
  /** Why it cannot be one of the other changes; shown to the reviewer. */
  readonly reason: string
  /** False where it must stand outside a transaction. */
  readonly transactional?: boolean
  /** Tables and other objects it may touch, by name; none means anything. */
  readonly touches?: readonly string[]
}

export const execute = (
  { site }: Situation,
  up: Expression,
  { down, reason, transactional = true, touches = [] }: ExecuteOptions,
): Outcome =>
  unless(
    reason.trim() === ''
      ? [mistake('execute-without-reason', 'execute was given no reason', 'Say why it cannot be one of the other changes.', site())]
      : [],
    { kind: 'execute-sql', up: up.sql, ...said({ down: down?.sql }), reason, transactional, touches },
  )
