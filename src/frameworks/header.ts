import { originOf, type Origin } from '../plan/origin.ts'
import type { Plan, Rollback, Stage, Unit } from '../plan/plan.ts'
import type { FrameworkOptions } from './framework.ts'
import { oneLine } from './literal.ts'

/** Characters of a line: a plan's titles name every step. */
const longest = 140

const shortened = (line: string): string => (line.length <= longest ? line : `${[...line].slice(0, longest - 1).join('')}…`)

/**
 * The header of every emitted file: at most four lines of plain text, each without line breaks,
 * to be put into comments by the framework.
 *
 * @param wanted lines with `{plan}`, `{title}`, `{rollback}` and `{no-return}` in them, each left out where it has nothing to say; the usual four when absent
 */
export const headerLines = (plan: Plan, stage: Stage, unit: Unit, wanted: FrameworkOptions['header'] = usual): readonly string[] => {
  const origin = originOf(unit)
  if (wanted === false) return []
  if (origin !== undefined) return convertedLines(origin, unit.down)
  const position =
    stage.units.length === 1 ? '' : `, file ${stage.units.findIndex(({ id }) => id === unit.id) + 1} of ${stage.units.length}`
  const window = plan.choices.some(({ recipe }) => recipe === 'downtime') ? ', for a maintenance window' : ''
  const said: Readonly<Record<string, string>> = {
    plan: `Lockstep plan ${plan.hash.slice(0, 12)}, phase ${stage.number} of ${plan.stages.length} (${stage.phase})${position}${window}`,
    title: `${plan.title}: ${unit.title}`,
    rollback: rollbackLine(unit),
    'no-return': unit.isPointOfNoReturn ? 'Point of no return: going back beyond this file cannot restore the data.' : '',
  }
  return wanted
    .map(line => line.replaceAll(/\{([\w-]+)\}/g, (whole, name: string) => said[name] ?? whole).trim())
    .filter(line => line !== '')
    .map((line, n) => shortened(oneLine(wanted === usual && n > 0 ? line : harmless(line))))
}

const usual: readonly string[] = ['{plan}', '{title}', '{rollback}', '{no-return}']

/** What going back costs, as a line of the header. */
export const rollbackLine = ({ down }: Unit): string => `Rollback: ${down.grade}${reasonsOf(down)}.`

/** In the first lines Ruby and Python would take a word such as `coding:` for an instruction. */
const harmless = (line: string): string => line.replace(/coding(?=[:=])/gi, '$& ')

const reasonsOf = ({ because, residue }: Rollback): string => {
  const reasons = because === undefined ? residue.map(({ what }) => what) : [because.replace(/\.$/, '')]
  return reasons.length === 0 ? '' : `: ${reasons.join('; ')}`
}

/** Where a converted file comes from, and whose its way back is. */
const convertedLines = ({ path, wayBack }: Origin, down: Rollback): readonly string[] =>
  [
    `Converted by Lockstep from ${harmless(path)}`,
    down.grade === 'irreversible'
      ? `Rollback: none${reasonsOf(down)}.`
      : wayBack === 'written'
        ? 'Rollback: written by the author.'
        : `Rollback: generated from the schema before it, ${down.grade}${reasonsOf(down)}.`,
  ].map(line => shortened(oneLine(line)))
