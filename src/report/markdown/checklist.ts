import type { Plan, Stage, Unit } from '../../plan/plan.ts'
import { unitsOf, type Placed } from '../facts.ts'
import { count, numbersInWords } from '../layout.ts'
import { locksOf } from '../locks.ts'
import { buildsIndex } from '../watch.ts'
import { headings, stageHeading } from './headings.ts'
import { linkTo, prose, sentence } from './text.ts'

/** What a person ticks off, from before the first file to after the last. */
export function checklist(plan: Plan): readonly string[] {
  const units = unitsOf(plan)
  return [
    `## ${headings.checklist}`,
    '',
    ...[
      ...before(plan, units),
      ...plan.stages.flatMap(stage => run(stage, units)),
      `Everything holds that must once it is through: ${linkTo('Done when')}.`,
    ].map(line => `- [ ] ${line}`),
  ]
}

const numbers = (units: readonly Placed[], holds: (unit: Unit) => boolean): string => {
  const found = units.filter(({ unit }) => holds(unit)).map(({ number }) => number)
  return found.length === 0 ? '' : `file${found.length === 1 ? '' : 's'} ${numbersInWords(found)}`
}

function before(plan: Plan, units: readonly Placed[]): readonly string[] {
  const outside = numbers(units, ({ up }) => !up.transactional)
  const building = numbers(units, ({ up }) => up.statements.some(buildsIndex))
  const writing = numbers(units, ({ up }) => up.statements.some(({ step }) => step.kind === 'backfill'))
  const exclusive = numbers(units, ({ up }) => locksOf(up).some(({ mode }) => mode === 'access exclusive'))
  return [
    'The migration role owns the tables, or is a member of the role that does.',
    `No old transaction holds them: ${linkTo(headings.night, 'who holds or awaits a lock')}.`,
    ...(outside === ''
      ? []
      : [
          `The connection is direct, not through a pooler in transaction mode: ${outside} ${outside.startsWith('files') ? 'run' : 'runs'} outside a transaction, and such a pooler would give its session settings to others.`,
        ]),
    ...(building === '' ? [] : [`The disk has room for the new indexes of ${building}, and for as much again in WAL.`]),
    ...(writing === ''
      ? []
      : [`Replicas are caught up: ${writing} ${writing.startsWith('files') ? 'write' : 'writes'} every row that lacks its value.`]),
    ...(exclusive === ''
      ? []
      : [
          `On a hot standby no report reads these tables: replay of ${exclusive} would wait for it, and new reads of the tables for replay, until it ends or \`max_standby_streaming_delay\` cancels it; ${linkTo(headings.night, 'the same query')} shows it there.`,
        ]),
    ...plan.assumptions.map(text => `Still true: ${sentence(prose(text))}`),
  ]
}

function run(stage: Stage, units: readonly Placed[]): readonly string[] {
  const own = units.filter(placed => placed.stage === stage)
  const jobs = own.filter(({ unit }) => unit.up.class === 'job')
  const heading = stageHeading(stage)
  return [
    ...(stage.gate.length === 0 ? [] : [`The gate of ${linkTo(heading)} is passed: ${count(stage.gate.length, 'line')}.`]),
    `${linkTo(heading)} has run: file${own.length === 1 ? '' : 's'} ${numbersInWords(own.map(({ number }) => number))}${jobs.length === 0 ? '' : `, watched (${linkTo(headings.runbook)})`}.`,
  ]
}
