import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'
import type { Judged } from './judge.ts'
import type { Context } from './rule.ts'

/** In a statement of its own SET NOT NULL would have read nothing. */
export const losesProof = (at: Judged, { engine, steps }: Context): boolean => {
  const [first, ...others] = steps.filter(other => other.statement === at.statement)
  return (
    first !== undefined &&
    others.length > 0 &&
    [at, first].some(({ before }) => engine.effects(at.step, before).locks.every(({ work }) => work === 'none'))
  )
}

export const combinedAlterLosesProof = heavyRule({
  id: 'combined-alter-loses-proof',
  harm: 'One ALTER TABLE with SET NOT NULL and DROP CONSTRAINT (or VALIDATE CONSTRAINT) of the check that proves it reads every row under ACCESS EXCLUSIVE: drops come first whatever the order, and what is validated counts only afterwards.',
  remedy: {
    words: 'write two statements; one transaction is fine',
    sql: ['ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL', 'ALTER TABLE {table} DROP CONSTRAINT <check>'],
  },
  claims: (heavy, at, context) => byItself('set-not-null')(heavy, at) && losesProof(at, context),
  doing: ({ step }) =>
    step.kind === 'set-not-null'
      ? `every row is read for a NULL in ${keyOf(step.table)}.${step.column}: the statement takes away its own proof`
      : '',
})
