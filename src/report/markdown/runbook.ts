import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import { rollbackInWords, unitsOf, worstGrade, type Placed } from '../facts.ts'
import { numbersInWords } from '../layout.ts'
import { buildsIndex } from '../watch.ts'
import { cell, fenced } from './text.ts'

/** What to do when a stage goes wrong and nobody who wrote it is awake. */
export function runbook(plan: Plan): readonly string[] {
  const units = unitsOf(plan)
  return [
    '## If it is 3 a.m.',
    '',
    'Stop what is running (pid from the first query of the checklist); cancel first, terminate only if that does not help:',
    '',
    ...fenced('sql', 'SELECT pg_cancel_backend(<pid>);\nSELECT pg_terminate_backend(<pid>);'),
    ...plan.stages.flatMap(stage => ['', `### Stage ${stage.number} (${stage.phase})`, '', ...stageRunbook(plan, stage, units)]),
  ]
}

function stageRunbook(plan: Plan, stage: Stage, all: readonly Placed[]): readonly string[] {
  const own = all.filter(placed => placed.stage === stage)
  const done = all.filter(({ stage: { number } }) => number <= stage.number).toReversed()
  const end = own.find(({ unit }) => unit.isPointOfNoReturn)
  return [
    `- **Roll back the application alone?** ${applicationBack(plan, stage)}`,
    ...leftovers(own).map(text => `- **A stopped file leaves:** ${text}`),
    `- **Undo:** ${done.length === 1 ? `run the rollback of file ${done[0]!.number}` : `run the rollbacks of files ${numbersInWords(done.map(({ number }) => number))}, in that order`}.`,
    `- **Undoing costs:** ${losses(done)}`,
    ...(end === undefined
      ? []
      : [`- ⚑ **No way back with the data** once file ${end.number} has run: ${cell(rollbackInWords(end.unit.down))}.`]),
  ]
}

function applicationBack(plan: Plan, stage: Stage): string {
  const cells = plan.compatibility.filter(each => each.stage === stage.number - 1 && each.version !== 'new')
  const back = cells.filter(each => each.version === 'rolled back')
  const judged = back.length > 0 ? back : cells
  const failing = judged.filter(each => !each.holds)
  if (failing.length > 0) return `No: ${cell(failing.map(each => each.because).join('; '))}. Undo the stage first.`
  if (judged.length > 0) return `Yes: ${cell(judged.map(each => each.because).join('; '))}.`
  return plan.stages.some(({ number, gate }) => number <= stage.number && gate.length > 0)
    ? 'Only to the version the last gate asked for; to an older one, undo the stage first.'
    : 'Yes: the stage takes nothing away that the old version uses.'
}

const leftoverOf = ({ up }: Unit): string => {
  if (up.statements.some(({ step }) => step.kind === 'backfill'))
    return 'the batches that are done; running it again goes on with the rest.'
  if (up.transactional) return 'nothing; the transaction is undone.'
  return up.statements.some(buildsIndex)
    ? 'an invalid index, which no query uses and every write keeps up; running it again drops and rebuilds it, its rollback drops it.'
    : 'what its finished statements did; running it again goes on.'
}

/** The same answer for several files is given once. */
function leftovers(units: readonly Placed[]): readonly string[] {
  const answers = new Map<string, number[]>()
  for (const { unit, number } of units) answers.set(leftoverOf(unit), [...(answers.get(leftoverOf(unit)) ?? []), number])
  return [...answers].map(([answer, numbers]) => `file${numbers.length === 1 ? '' : 's'} ${numbersInWords(numbers)}: ${answer}`)
}

function losses(units: readonly Placed[]): string {
  const worst = worstGrade(units.map(({ unit }) => unit.down))
  if (worst === 'exact') return 'nothing; the catalog is as before.'
  return `${worst}: ${cell(
    units
      .filter(({ unit }) => unit.down.grade !== 'exact')
      .map(({ unit, number }) => `file ${number} ${rollbackInWords(unit.down)}`)
      .join('; '),
  )}.`
}
