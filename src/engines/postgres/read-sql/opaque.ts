import type { KnownSql, Outcome } from '../../../steps/shapes/object.ts'
import type { StepOf } from '../../../steps/step.ts'

/** SQL kept as it stands that may do anything to what it touches. */
export const opaque = (sql: string, reason: string, touches: readonly string[] = [], transactional = true): StepOf<'execute-sql'> => ({
  kind: 'execute-sql',
  up: sql,
  reason,
  transactional,
  touches,
})

/** SQL kept as it stands that leaves the schema as it is. */
export const known = (
  sql: string,
  reason: string,
  { verb, locks = [], long = false, whole, nowait, stops, fails }: Partial<KnownSql> & Pick<KnownSql, 'verb'>,
  transactional = true,
): StepOf<'execute-sql'> => ({
  kind: 'execute-sql',
  up: sql,
  reason,
  transactional,
  touches: [],
  known: {
    verb,
    locks,
    long,
    ...(whole ? { whole } : {}),
    ...(nowait ? { nowait } : {}),
    ...(stops ? { stops } : {}),
    ...(fails === undefined ? {} : { fails }),
  },
})

/** SQL kept as it stands of which it is known what the schema is afterwards, though no step says it. */
export const turning = (sql: string, reason: string, becomes: Outcome, what: Partial<KnownSql> = {}): StepOf<'execute-sql'> => ({
  ...known(sql, reason, { verb: 'other', ...what }),
  becomes,
})
