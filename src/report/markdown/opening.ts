import { keyOf } from '../../model/name.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { GateLine } from '../../model/gate.ts'
import type { Plan, Stage } from '../../plan/plan.ts'
import { durationOf, estimateInWords } from '../estimate.ts'
import { engineInWords, headline, lossInWords, pointOfNoReturn, unitsOf, type Placed } from '../facts.ts'
import { count, listing } from '../layout.ts'
import { blocksInWords, isBlocking, telling, unitWork } from '../locks.ts'
import { beyondSchemaRb } from '../quiet/beyond-schema-rb.ts'
import { shortTitle, shortTitleInWords } from '../short-title.ts'
import { staleInWords } from '../stale.ts'
import { headings, stageHeading } from './headings.ts'
import { capital, cell, linkTo, named, prose, sentence, tableHead } from './text.ts'

interface About {
  readonly framework: FrameworkId | undefined
  readonly now: Date | undefined
}

/** A reviewer reads no more than this before deciding to read on. */
const longest = 25

/** What, which lock on what for how long, how to go back, from where on not, and what would be cheaper: at most 25 lines. */
export function opening(plan: Plan, about: About): readonly string[] {
  const head = [
    `# ${cell(headline(plan))}`,
    '',
    summary(plan),
    '',
    links(plan),
    '',
    ...tableHead('', 'File', 'Lock, and what waits for it', 'How long', 'Rollback'),
  ]
  const end = `- **Point of no return:** ${endInWords(plan)}`
  const all = remarks(plan, about)
  const rows = plan.stages.flatMap(stage => [
    stageRow(stage),
    ...unitsOf(plan)
      .filter(placed => placed.stage === stage)
      .map(each => row(each, plan)),
  ])
  // The files matter most: remarks that find no room stand under Notes.
  const shown = Math.min(all.length, Math.max(2, longest - head.length - rows.length - 2))
  const fitting =
    shown === all.length ? all : [...all.slice(0, shown - 1), `**More:** ${linkTo(headings.notes, count(all.length - shown + 1, 'note'))}.`]
  const room = longest - head.length - 2 - fitting.length
  const omitted = rows.length - (room - 1)
  const fittingRows =
    rows.length <= room ? rows : [...rows.slice(0, room - 1), `| … | ${linkTo(headings.stages, count(omitted, 'more line'))} | | | |`]
  return [...head, ...fittingRows, '', end, ...fitting.map(text => `- ${text}`)]
}

const links = (plan: Plan): string =>
  [
    `**On call?** ${linkTo(headings.night)}`,
    linkTo(headings.stages),
    ...(plan.compatibility.length === 0 ? [] : [linkTo(headings.matrix)]),
    linkTo(headings.checklist),
    linkTo(headings.runbook),
  ].join(' · ')

function summary(plan: Plan): string {
  const units = unitsOf(plan)
  const jobs = units.filter(({ unit }) => unit.up.class === 'job').length
  const { gates, copies, scans } = plan.cost
  const work = [
    ...(copies === 0 ? [] : [copies === 1 ? '1 copy of a table' : `${copies} copies of tables`]),
    ...(scans === 0 ? [] : [count(scans, 'full scan')]),
  ]
  return `${engineInWords(plan)} · ${count(plan.stages.length, 'stage')}, ${count(units.length, 'file')}${jobs === 0 ? ', all quick' : `, ${jobs} of them ${jobs === 1 ? 'a job' : 'jobs'}`} · ${count(gates, 'deploy gate')}${work.length === 0 ? '' : ` · ${work.join(', ')}`} · the application waits at most ${plan.maxStall} ms for a lock`
}

/** Everything else a reviewer should know, the most telling first. */
const remarks = (plan: Plan, { framework, now }: About): readonly string[] => {
  const unsaid = framework === 'rails' && plan.stages.length > 1 ? beyondSchemaRb(plan) : []
  const stale = now === undefined ? undefined : staleInWords(plan, now)
  const { alternatives, assumptions, notes } = plan
  const estimate = estimateInWords(plan)
  return [
    ...[...new Set(alternatives)].map(text => `**Cheapest:** ${sentence(prose(text))}`),
    ...(assumptions.length === 0 ? [] : [`**Sized from:** ${sentence(prose(assumptions.join('; ')))}`]),
    ...(stale === undefined ? [] : [`**Stale:** ${sentence(prose(stale))}`]),
    ...(estimate === undefined ? [] : [`**Times:** ${estimate}`]),
    ...(unsaid.length === 0
      ? []
      : [`**schema.rb cannot hold** ${prose(listing(unsaid.map(({ what }) => what)))}: ${linkTo(headings.quiet)}.`]),
    ...notes.map(text => `**Note:** ${sentence(prose(text))}`),
  ]
}

/** What the opening had no room for. */
export function notes(plan: Plan, about: About): readonly string[] {
  const inHead = opening(plan, about)
  const left = remarks(plan, about).filter(text => !inHead.includes(`- ${text}`))
  return left.length === 0 ? [] : [`## ${headings.notes}`, '', ...left.map(text => `- ${text}`)]
}

const stageRow = (stage: Stage): string =>
  `| | **${linkTo(stageHeading(stage), capital(stageHeading(stage)))}**${stage.gate.length === 0 ? '' : ` — not before ${gateInWords(stage.gate)}`} | | | |`

const gateInWords = (gate: readonly GateLine[]): string =>
  listing([
    ...new Set(
      gate.map(line => {
        if (line.kind === 'proved') return 'the data allows it'
        switch (line.what) {
          case 'code-deployed':
            return 'code that fits is deployed'
          case 'old-version-drained':
            return 'the old version is drained'
          case 'soak-elapsed':
            return 'the soak is over'
          case 'pool-recycled':
            return 'the pools are recycled'
          case 'decision':
            return 'it is decided'
        }
      }),
    ),
  ])

function row({ unit, number }: Placed, plan: Plan): string {
  const shown = telling(unit.up)
  const { main, also } = shortTitle(unit)
  const locks = shown.map(
    lock => `${named(keyOf(lock.relation))} ${lock.mode}: ${isBlocking(lock) ? `**${blocksInWords(lock)}**` : 'nothing'}`,
  )
  return `| ${[
    String(number),
    `${unit.isPointOfNoReturn ? '⚑ ' : ''}${prose(main)}${also.length === 0 ? '' : `<br><sub>with ${prose(also.join(', '))}</sub>`}`,
    locks.join('<br>'),
    `${durationOf(unit, plan)}${unit.up.class === 'job' ? `<br><sub>job: ${unitWork(unit)}</sub>` : ''}`,
    unit.down.grade,
  ].join(' | ')} |`
}

function endInWords(plan: Plan): string {
  const end = pointOfNoReturn(plan)
  if (end === undefined) return 'none; every file can be rolled back without losing what the starting schema could hold.'
  const before = unitsOf(plan)
    .filter(({ number }) => number < end.number)
    .map(({ unit }) => unit.down.grade)
  return `⚑ file ${end.number}, ${prose(shortTitleInWords(end.unit))}: ${prose(lossInWords([end.unit.down]))}.${before.length === 0 ? '' : ` Rollbacks before it: ${listing([...new Set(before)])}.`}`
}
