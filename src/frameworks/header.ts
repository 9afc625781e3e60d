import { originOf, type Origin } from '../plan/origin.ts'
import type { Plan, Rollback, Stage, Unit } from '../plan/plan.ts'
import { oneLine } from './literal.ts'

/** Characters of a line: a plan's titles name every step. */
const longest = 140

const shortened = (line: string): string => (line.length <= longest ? line : `${[...line].slice(0, longest - 1).join('')}…`)

/**
 * The header of every emitted file: at most four lines of plain text, each without line breaks,
 * to be put into comments by the framework.
 */
export const headerLines = (plan: Plan, stage: Stage, unit: Unit): readonly string[] => {
  const origin = originOf(unit)
  if (origin !== undefined) return convertedLines(origin, unit.down)
  const position =
    stage.units.length === 1 ? '' : `, file ${stage.units.findIndex(({ id }) => id === unit.id) + 1} of ${stage.units.length}`
  const window = plan.choices.some(({ recipe }) => recipe === 'downtime') ? ', for a maintenance window' : ''
  // A title never stands in the first line: Ruby and Python would take a word such as `coding:` in it for an instruction.
  return [
    `Lockstep plan ${plan.hash.slice(0, 12)}, phase ${stage.number} of ${plan.stages.length} (${stage.phase})${position}${window}`,
    `${plan.title}: ${unit.title}`,
    `Rollback: ${unit.down.grade}${reasonsOf(unit.down)}.`,
    ...(unit.isPointOfNoReturn ? ['Point of no return: going back beyond this file cannot restore the data.'] : []),
  ].map(line => shortened(oneLine(line)))
}

const reasonsOf = ({ because, residue }: Rollback): string => {
  const reasons = because === undefined ? residue.map(({ what }) => what) : [because.replace(/\.$/, '')]
  return reasons.length === 0 ? '' : `: ${reasons.join('; ')}`
}

/** Where a converted file comes from, and whose its way back is. Ruby would take a path with `coding:` in it for an instruction. */
const convertedLines = ({ path, wayBack }: Origin, down: Rollback): readonly string[] =>
  [
    `Converted by Lockstep from ${path.replace(/coding(?=[:=])/gi, '$& ')}`,
    down.grade === 'irreversible'
      ? `Rollback: none${reasonsOf(down)}.`
      : wayBack === 'written'
        ? 'Rollback: written by the author.'
        : `Rollback: generated from the schema before it, ${down.grade}${reasonsOf(down)}.`,
  ].map(line => shortened(oneLine(line)))
