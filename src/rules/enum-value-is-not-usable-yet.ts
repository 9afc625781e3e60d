import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const enumValueIsNotUsableYet: Rule = {
  id: 'enum-value-is-not-usable-yet',
  severity: 'error',
  harm: 'A label added to an enum cannot be used before its transaction has ended (55P04).',
  remedy: { words: 'add the label in one migration and use it in the next', sql: ["ALTER TYPE {enum} ADD VALUE '{value}'"] },
  check: ({ steps, textAt, engine }) =>
    ofKind(steps, 'add-enum-value').flatMap(at => {
      const { enum: type, value } = at.step
      const isNew = ofKind(steps, 'create-enum').some(
        ({ step, block }) => keyOf(step.enum.name) === keyOf(type) && block.id === at.block.id,
      )
      if (!at.block.transactional || (isNew && engine.version.major >= 17)) return []
      const use = steps
        .slice(steps.indexOf(at) + 1)
        .find(
          one =>
            one.block.id === at.block.id &&
            one.step.kind !== 'add-enum-value' &&
            [`'${value}'`, `"${value}"`].some(text => textAt(one.at).includes(text)),
        )
      return use === undefined
        ? []
        : [
            {
              at: use,
              message: `${value} cannot be used in the transaction that adds it to ${keyOf(type)} (55P04)`,
              subject: { enum: keyOf(type), value },
            },
          ]
    }),
}
