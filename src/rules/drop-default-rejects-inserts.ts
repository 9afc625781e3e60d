import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { StepOf } from '../steps/step.ts'
import type { Judged } from './judge.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Context, type Rule } from './rule.ts'

type Dropping = Judged & { readonly step: StepOf<'set-default'> }

const defaultIn = (schema: Schema, { step }: Dropping): boolean =>
  schema.tables
    .get(keyOf(step.table))
    ?.columns.some(({ name, default: value, identity }) => name === step.column && (value ?? identity) !== undefined) === true

/** The column of that name has one again when the transaction is over. */
const hasAnother = ({ after, steps }: Context, at: Dropping): boolean =>
  at.block.transactional && steps.every(({ block }) => block.id === at.block.id) && defaultIn(after, at)

/** It was the migration's own: code from before it writes the column itself. */
const isOwnUndone = ({ way, base }: Context, at: Dropping): boolean => way === 'down' && !defaultIn(base, at)

export const dropDefaultRejectsInserts: Rule = {
  id: 'drop-default-rejects-inserts',
  severity: 'warning',
  harm: 'Without its default a NOT NULL column has to be named by every insert: those of running code that leave it out fail (23502).',
  remedy: { words: 'deploy code that always writes the column first; or drop NOT NULL with the default' },
  check: context =>
    ofKind(context.steps, 'set-default')
      .filter(at => at.step.to === undefined && isKnownToCode(context, at, at.step.table, at.step.column))
      .filter(at => at.effects.breaks.length > 0 && !hasAnother(context, at) && !isOwnUndone(context, at))
      .map(at => ({
        at,
        message: `inserts that leave out ${keyOf(at.step.table)}.${at.step.column} fail: it has no default any more`,
        breaks: at.effects.breaks,
      })),
}
