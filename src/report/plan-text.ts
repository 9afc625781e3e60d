import type { GateLine } from '../model/gate.ts'
import type { Plan, Rollback, Stage } from '../plan/plan.ts'
import { choicesText } from './choices.ts'
import { durationOf, estimateInWords, isEstimated } from './estimate.ts'
import { costInWords, engineInWords, headline, isJob, phaseInWords, pointOfNoReturn, unitsOf, type Placed } from './facts.ts'
import { align, hanging, listing, wrap } from './layout.ts'
import { blocksInWords, isBlocking, telling, unitWork } from './locks.ts'
import { keyOf } from '../model/name.ts'
import type { Palette, TextOptions } from './palette.ts'
import { shortTitle, shortTitleInWords } from './short-title.ts'
import { staleInWords } from './stale.ts'

/** The plan for a reviewer at a terminal: what it does, which lock on what, what that blocks, how to go back. */
export function planText(plan: Plan, options: TextOptions): string {
  const { palette, width } = options
  const summary = `${engineInWords(plan)} · ${costInWords(plan.cost)} · the application waits at most ${plan.maxStall} ms for a lock`
  const lines = [...wrap(headline(plan), width).map(palette.strong), ...wrap(summary, width).map(palette.faint)]
  const units = unitsOf(plan)
  const fileLines = unitLines(units, plan, options)
  for (const stage of plan.stages) {
    lines.push('', ...stageHead(stage, options), ...fileLines.filter((_, index) => units[index]?.stage === stage).flat())
  }
  lines.push('', ...returning(plan, options))
  for (const assumption of plan.assumptions) lines.push(hanging(`${palette.warning('sized')}     `, assumption, width))
  const stale = options.now === undefined ? undefined : staleInWords(plan, options.now)
  if (stale !== undefined) lines.push(hanging(`${palette.warning('stale')}     `, stale, width))
  const estimate = estimateInWords(plan)
  if (estimate !== undefined) lines.push(hanging(`${palette.strong('times')}     `, estimate, width))
  for (const note of plan.notes) lines.push(hanging(`${palette.strong('note')}      `, note, width))
  for (const alternative of plan.alternatives) lines.push(hanging(`${palette.strong('instead')}   `, alternative, width))
  if (options.explain) lines.push('', ...choicesText(plan, options))
  return `${lines.join('\n')}\n`
}

function stageHead(stage: Stage, { palette, width }: TextOptions): readonly string[] {
  const head = `${palette.strong(`Stage ${stage.number}: ${stage.phase}`)} ${palette.faint(`(${phaseInWords[stage.phase]})`)}`
  if (stage.gate.length === 0) return [head]
  return [head, palette.warning('  Gate: not before'), ...stage.gate.map(line => gateLine(line, palette, width))]
}

const gateLine = (line: GateLine, palette: Palette, width: number): string =>
  hanging(
    `  ${palette.box} `,
    `${line.text} ${palette.faint(line.kind === 'proved' ? '(proved: the file checks it)' : '(attested by a person)')}`,
    width,
  )

/** Two lines a file: what it does; then lock, what that blocks, work and rollback, aligned through the whole plan. */
function unitLines(units: readonly Placed[], plan: Plan, { palette, width }: TextOptions): readonly (readonly string[])[] {
  const rows = align(
    units.map(({ unit }) => {
      const shown = telling(unit.up)
      return [
        shown.map(lock => `${keyOf(lock.relation)}: ${lock.mode}`).join('\n'),
        shown.map(lock => (isBlocking(lock) ? palette.warning(`blocks ${blocksInWords(lock)}`) : 'blocks nothing')).join('\n'),
        `${unitWork(unit)}${isJob(unit.up) ? ' (job)' : ''}${isEstimated(unit, plan) ? `\n${durationOf(unit, plan)}` : ''}`,
        `rollback ${paintGrade(unit.down, palette)}`,
      ]
    }),
    width - 5,
  )
  return units.map(({ unit, number }, index) => [
    hanging(
      `${String(number).padStart(3)}  `,
      palette.strong(unit.isPointOfNoReturn ? `${palette.flag} ${shortTitle(unit).main}` : shortTitle(unit).main),
      width,
    ),
    ...(shortTitle(unit).also.length === 0 ? [] : [hanging('     ', palette.faint(`with ${shortTitle(unit).also.join(', ')}`), width)]),
    ...rows[index]!.map(line => `     ${line}`),
  ])
}

const paintGrade = ({ grade }: Rollback, palette: Palette): string =>
  grade === 'exact'
    ? palette.good(grade)
    : grade === 'leaves residue'
      ? grade
      : grade === 'loses later writes'
        ? palette.warning(grade)
        : palette.bad(grade)

function returning(plan: Plan, { palette, width }: TextOptions): readonly string[] {
  const end = pointOfNoReturn(plan)
  if (end === undefined)
    return [
      hanging(`${palette.good('return')}    `, 'every file can be rolled back without losing what the starting schema could hold', width),
    ]
  const why = [end.unit.down.because, ...end.unit.down.residue.map(({ what }) => what)].filter(reason => reason !== undefined)
  return [
    hanging(
      `${palette.bad(palette.flag)} ${palette.strong('point of no return')}: `,
      `file ${end.number}, ${shortTitleInWords(end.unit)}${why.length === 0 ? '' : `: ${listing(why)}`}`,
      width,
    ),
  ]
}
