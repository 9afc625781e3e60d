import type { Plan, Stage, Unit } from '../plan/plan.ts'
import { oneLine } from './literal.ts'

/** Characters of a line: a plan's titles name every step. */
const longest = 140

const shortened = (line: string): string => (line.length <= longest ? line : `${[...line].slice(0, longest - 1).join('')}…`)

/**
 * The header of every emitted file: at most four lines of plain text, each without line breaks,
 * to be put into comments by the framework.
 */
export const headerLines = (plan: Plan, stage: Stage, unit: Unit): readonly string[] => {
  const position =
    stage.units.length === 1 ? '' : `, file ${stage.units.findIndex(({ id }) => id === unit.id) + 1} of ${stage.units.length}`
  const reasons = unit.down.because === undefined ? unit.down.residue.map(({ what }) => what) : [unit.down.because.replace(/\.$/, '')]
  const because = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`
  const window = plan.choices.some(({ recipe }) => recipe === 'downtime') ? ', for a maintenance window' : ''
  // A title never stands in the first line: Ruby and Python would take a word such as `coding:` in it for an instruction.
  return [
    `Lockstep plan ${plan.hash.slice(0, 12)}, phase ${stage.number} of ${plan.stages.length} (${stage.phase})${position}${window}`,
    `${plan.title}: ${unit.title}`,
    `Rollback: ${unit.down.grade}${because}.`,
    ...(unit.isPointOfNoReturn ? ['Point of no return: going back beyond this file cannot restore the data.'] : []),
  ].map(line => shortened(oneLine(line)))
}
