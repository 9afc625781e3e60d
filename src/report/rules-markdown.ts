import { rules } from '../rules/index.ts'

/** Every rule of `check`, for the documentation. */
export const rulesPart = (): string =>
  [
    '## Every rule',
    '',
    `${rules.length} rules, the worst harm first. \`lockstep explain <rule>\` says each in the words of your framework.`,
    '',
    ...rules.flatMap(({ id, severity, harm, remedy }) => [`- **\`${id}\`** (${severity}): ${harm} _Instead:_ ${remedy.words}.`]),
    '',
  ].join('\n')
