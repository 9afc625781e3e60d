import { keyOf } from '../model/name.ts'
import { entryOf, putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { spelledName } from './rename-relation-text.ts'
import { inSchemaTexts } from './sql-texts.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const renameEnumValue: StepBehaviour<StepOf<'rename-enum-value'>> = {
  /** Expressions hold the label by number, so the catalog prints the new one. */
  apply: (step, schema, semantics) => {
    const { from, to } = step
    const found = entryOf(step, schema, 'enums', step.enum)
    const key = keyOf(step.enum)
    if (!found.values.includes(from)) refuse(step, `enum ${key} has no label ${from}`)
    if (found.values.includes(to)) refuse(step, `enum ${key} already has the label ${to}`)
    const literal = (label: string): string => `'${label.replaceAll("'", "''")}'::${spelledName(step.enum, semantics)}`
    const renamed = inSchemaTexts(schema, sql => sql.replaceAll(literal(from), literal(to)))
    return putEntry(renamed, 'enums', key, { ...found, values: found.values.map(value => (value === from ? to : value)) })
  },
  invert: ({ from, to, ...step }) => exact({ ...step, from: to, to: from }),
  describe: step => `rename label ${step.from} of enum ${keyOf(step.enum)} to ${step.to}`,
}
