import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const renameEnumValueRejectsWrites: Rule = {
  id: 'rename-enum-value-rejects-writes',
  severity: 'error',
  harm: 'From the moment of the rename every statement with the old label fails (22P02), and readers meet a label they do not know.',
  remedy: {
    words: 'add the new label, deploy code that reads both and writes the new one, and leave the old label where it is',
    sql: ["ALTER TYPE {enum} ADD VALUE '{to}'"],
  },
  check: ({ steps, base }) =>
    ofKind(steps, 'rename-enum-value')
      .filter(at => base.enums.has(keyOf(at.step.enum)) || base.tainted.includes('*'))
      .map(at => ({
        at,
        message: `code that runs writes ${at.step.from}, which ${keyOf(at.step.enum)} calls ${at.step.to} from then on`,
        breaks: at.effects.breaks,
      })),
}
