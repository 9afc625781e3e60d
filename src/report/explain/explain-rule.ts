import { frameworkIds } from '../../model/framework.ts'
import { sayRemedy } from '../../rules/remedy.ts'
import type { Rule } from '../../rules/rule.ts'
import { hanging } from '../layout.ts'
import { paletteFor } from '../palette.ts'
import type { ExplainOptions } from './explain-step.ts'

/** A rule of `check`: the harm, and what to do instead in each framework's own words. */
export function explainRule({ id, severity, harm, remedy }: Rule, { isPainted, width }: ExplainOptions): string {
  const palette = paletteFor(isPainted)
  const said = frameworkIds
    .map(framework => ({ framework, code: sayRemedy(remedy, framework, {}).code }))
    .filter(({ code }) => code.length > 0)
  return [
    palette.strong(id) + palette.faint(` · rule · ${severity}`),
    hanging('  ', harm, width),
    '',
    hanging(`  ${palette.good('instead')}  `, sayRemedy(remedy, 'sql', {}).words, width),
    ...said.flatMap(({ framework, code }) => ['', palette.faint(`  ${framework}`), ...code.map(line => `    ${line}`)]),
    '',
    '  right here all the same? In a comment above the statement:',
    `    lockstep:allow ${id} because <reason>`,
    '',
  ].join('\n')
}
