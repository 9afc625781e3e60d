import { printEngine } from '../model/engine.ts'
import { grades, worseGrade, type Grade } from '../model/grade.ts'
import type { Phase } from '../model/gate.ts'
import type { DataFact } from '../steps/engine.ts'
import type { Block, Cost, Plan, Rollback, Stage, Unit } from '../plan/plan.ts'
import { count } from './layout.ts'

/** Questions every form of the report asks of a plan. */

/** A unit with its place: files are counted through the whole plan. */
export interface Placed {
  readonly stage: Stage
  readonly unit: Unit
  /** Counts from 1. */
  readonly number: number
}

export const unitsOf = (plan: Plan): readonly Placed[] =>
  plan.stages.flatMap(stage => stage.units.map(unit => ({ stage, unit }))).map((placed, index) => ({ ...placed, number: index + 1 }))

export const pointOfNoReturn = (plan: Plan): Placed | undefined => unitsOf(plan).find(({ unit }) => unit.isPointOfNoReturn)

export const isJob = (block: Block): boolean => block.class === 'job'

export const worstGrade = (rollbacks: readonly Rollback[]): Grade => rollbacks.map(each => each.grade).reduce(worseGrade, grades[0])

export const phaseInWords: Readonly<Record<Phase, string>> = {
  expand: 'adds what the new code needs',
  migrate: 'brings the data over',
  contract: 'removes what no running code uses',
}

/** `2 deploy gates, 1 copy of a table, no scans, 3 blocking locks, 7 files`: the cost order of the planner. */
export const costInWords = ({ gates, copies, scans, locks, files }: Cost): string =>
  [
    count(gates, 'deploy gate'),
    copies === 1 ? '1 copy of a table' : copies === 0 ? 'no copy of a table' : `${copies} copies of tables`,
    count(scans, 'full scan'),
    count(locks, 'blocking lock'),
    count(files, 'file'),
  ].join(', ')

/** `rename users.name to full_name` as a headline, of one line. */
export const headline = ({ title }: Plan): string => title.charAt(0).toUpperCase() + title.slice(1).replaceAll(/\s+/g, ' ').trimEnd()

export const engineInWords = ({ engine }: Plan): string => printEngine(engine)

/** What going back over some units costs: `exact`, or the worst grade with the reasons. */
export function rollbackInWords(rollback: Rollback): string {
  const reasons = [...new Set([...(rollback.because?.split('; ') ?? []), ...rollback.residue.map(({ what }) => what)])]
  return reasons.length === 0 ? rollback.grade : `${rollback.grade}: ${reasons.join('; ')}`
}

/**
 * What going back over some rollbacks costs, each reason once; what stays in the catalog is named only where nobody
 * said it in words.
 */
export function lossInWords(rollbacks: readonly Rollback[]): string {
  const worst = worstGrade(rollbacks)
  const reasons = rollbacks
    .filter(({ grade }) => grade !== 'exact')
    .flatMap(({ because, residue }) => (because === undefined ? residue.map(({ what }) => what) : because.split('; ')))
  const told = [...new Set(reasons)].filter((reason, _, all) => !all.some(other => other !== reason && other.endsWith(reason)))
  return told.length === 0 ? worst : `${worst}: ${told.join('; ')}`
}

/** `rows of users lack full_name`: before the file has run nobody knows how many. */
export const factInWords = ({ otherwise }: DataFact): string => otherwise.replace(/^%s /, '').replaceAll('%s', 'some')

const namedSteps = 4

/** A file's title; of a swap with a dozen steps only the first. */
export const titleInWords = ({ title, up }: Unit): string =>
  up.statements.length <= namedSteps
    ? title
    : `${up.statements
        .slice(0, namedSteps - 1)
        .map(({ description }) => description)
        .join('; ')} and ${up.statements.length - namedSteps + 1} more steps`
