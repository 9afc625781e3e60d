import { said } from './words.ts'
import type { Rule } from './rule.ts'

export const opaqueCode: Rule = {
  id: 'opaque-code',
  severity: 'note',
  harm: 'What this code does nobody has read: it may lock, rewrite or lose anything. What it may have touched is judged the careful way from then on.',
  remedy: { words: 'read it yourself; changes of data are safer in a job than in a migration' },
  check: ({ steps }) =>
    steps.filter(({ isOpaque }) => isOpaque).map(at => ({ at, message: `${said(at.step)}: not understood, so not judged` })),
}
