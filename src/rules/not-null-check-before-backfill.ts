import { keyOf, type Name } from '../model/name.ts'
import { columnIn, type Schema } from '../model/schema.ts'
import type { Judged } from './judge.ts'
import { isKnownToCode } from './running-code.ts'
import { ofKind, type Rule } from './rule.ts'

/** `CHECK (c IS NOT NULL)`, and nothing else: the column it is about. */
const columnOfProof = (expression: string): string | undefined => /^\W*"?(\w+)"?\)?\s+is\s+not\s+null\W*$/i.exec(expression)?.[1]

const writes = (column: string, text: string): boolean => new RegExp(`\\b${column}\\b`, 'i').test(text)

/** A trigger of the table writes the column: it is not code that has to. */
const isFilledByTrigger = (schema: Schema, table: Name, column: string): boolean =>
  (schema.tables.get(keyOf(table))?.triggers ?? []).some(trigger =>
    schema.routines
      .values()
      .some(
        ({ name, definition }) =>
          keyOf(name) === keyOf(trigger.function) &&
          new RegExp(`\\bnew\\."?${column.replaceAll(/\W/g, '.')}"?\\s*:?=`, 'i').test(definition),
      ),
  )

export const notNullCheckBeforeBackfill: Rule = {
  id: 'not-null-check-before-backfill',
  severity: 'error',
  harm: 'A NOT VALID check spares the rows that are there only until they are written: every update of a row that still has NULL fails (23514), whatever column it changes.',
  remedy: {
    words: 'first let all code write the column, then fill the rows in batches, and only then add the check NOT VALID and validate it',
  },
  check: context =>
    ofKind(context.steps, 'add-constraint').flatMap(at => {
      const { constraint, table } = at.step
      if (constraint.kind !== 'check' || constraint.validated || !at.isLive(table)) return []
      const name = columnOfProof(constraint.expression)
      const column = name === undefined ? undefined : columnIn(at.before.tables.get(keyOf(table)) ?? ({ columns: [] } as never), name)
      if (name === undefined || column?.nullable !== true) return []
      const isFill = (one: Judged): boolean =>
        one.isOpaque || (one.step.kind === 'execute-sql' && one.step.known?.verb === 'update' && writes(name, one.step.up))
      const index = context.steps.indexOf(at)
      const isFilledBefore = context.steps.slice(0, index).some(isFill)
      const isFilledLater = context.steps.slice(index).some(isFill)
      const isNew = !isKnownToCode(context, at, table, name) && column.default === undefined
      if (isFilledBefore || isFilledByTrigger(at.before, table, name) || !(isNew || isFilledLater)) return []
      return [
        { at, message: `every update of a row of ${keyOf(table)} whose ${name} is still NULL fails with 23514`, subject: { column: name } },
      ]
    }),
}
