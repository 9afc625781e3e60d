import type { Choice, Plan } from '../plan/plan.ts'
import { costInWords, factInWords, titleInWords, unitsOf } from './facts.ts'
import { hanging } from './layout.ts'
import type { TextOptions } from './palette.ts'

/** How each change's recipe was chosen, and why each step stands where it does: `--explain`. */
export function choicesText(plan: Plan, options: TextOptions): readonly string[] {
  return [
    options.palette.strong('How it was chosen'),
    hanging('  ', 'Cheapest first by: deploy gates, copies of a table, full scans, blocking locks, files.', options.width),
    ...plan.choices.flatMap(choice => oneChoice(choice, options)),
    '',
    options.palette.strong('Why each step'),
    ...unitsOf(plan).flatMap(({ unit, number }) => [
      hanging(`  ${number}  `, titleInWords(unit), options.width),
      ...unit.up.facts.map(fact => hanging('     checks first, and stops if: ', factInWords(fact), options.width)),
      ...unit.up.statements.map(({ description, why, avoids }) =>
        hanging(
          '     ',
          [description, why, avoids === undefined ? undefined : `avoids ${avoids}`].filter(part => part !== undefined).join(' · '),
          options.width,
        ),
      ),
    ]),
  ]
}

function oneChoice({ change, recipe, how, cost, rejected }: Choice, { palette, width }: TextOptions): readonly string[] {
  return [
    '',
    `  ${palette.strong(change)}`,
    hanging(`    ${palette.good('chosen')}    `, `${recipe}: ${how}`, width),
    hanging('              ', costInWords(cost), width),
    ...rejected.flatMap(each => [
      hanging(`    ${palette.faint('rejected')}  `, `${each.recipe}: ${each.because}`, width),
      ...(each.cost === undefined ? [] : [hanging('              ', costInWords(each.cost), width)]),
    ]),
  ]
}
