import { heavyRule } from './heavy.ts'

export const validateUnderStrongerLock = heavyRule({
  id: 'validate-under-stronger-lock',
  harm: 'VALIDATE lets the table be read and written, unless its own transaction holds a stronger lock: after ADD … NOT VALID, or in one ALTER TABLE with another action, every row is read under that lock.',
  remedy: {
    words: 'let the transaction with ADD … NOT VALID end first: validate in the next migration',
    sql: ['ALTER TABLE {table} VALIDATE CONSTRAINT {name}'],
  },
  claims: ({ by }, { step }) => by !== 'itself' && step.kind === 'validate-constraint',
  doing: ({ step, heavy }) => {
    if (step.kind !== 'validate-constraint') return ''
    const held = heavy.find(({ by }) => by === 'earlier')
    return held === undefined
      ? `constraint ${step.constraint.name} is validated: the other actions of the statement lock the table for all of it`
      : `constraint ${step.constraint.name} is validated: an earlier statement of the transaction holds the lock`
  },
})
