import { keyOf } from '../model/name.ts'
import { ofKind, type Rule } from './rule.ts'

export const readersMeetNewEnumValue: Rule = {
  id: 'readers-meet-new-enum-value',
  severity: 'note',
  harm: 'Code that runs may read the new label as soon as somebody writes it; and a label cannot be taken away again.',
  remedy: { words: 'deploy code that bears the label first, and code that writes it after that' },
  check: ({ steps, base }) =>
    ofKind(steps, 'add-enum-value')
      .filter(({ step }) => base.enums.has(keyOf(step.enum)))
      .map(at => ({
        at,
        message: `readers may meet ${at.step.value} in ${keyOf(at.step.enum)}, and there is no way back`,
        breaks: at.effects.breaks,
      })),
}
