import { keyOf } from '../../model/name.ts'
import type { Plan } from '../../plan/plan.ts'
import { costInWords, engineInWords, headline, pointOfNoReturn, rollbackInWords, titleInWords, unitsOf, type Placed } from '../facts.ts'
import { count, listing } from '../layout.ts'
import { blocksInWords, telling, unitWork } from '../locks.ts'
import { cell, tableHead } from './text.ts'

/** A reviewer reads no more than this before deciding to read on. */
const longest = 25
const rowsShown = 10

/** What, which lock on what, how to go back, and from where on not: at most 25 lines. */
export function opening(plan: Plan): readonly string[] {
  const units = unitsOf(plan)
  const shown = units.length <= rowsShown ? units : units.slice(0, rowsShown - 1)
  const jobs = units.filter(({ unit }) => unit.up.class === 'job').length
  const lines = [
    `# ${headline(plan)}`,
    '',
    `${engineInWords(plan)}: ${costInWords(plan.cost)}. ${jobs === 0 ? 'Every file is quick.' : `${count(jobs, 'file')} of ${units.length} ${jobs === 1 ? 'is a job' : 'are jobs'}: they take longer the more rows there are, and keep the application running.`} The application waits at most ${plan.maxStall} ms for a lock.`,
    '',
    ...tableHead('#', 'File', 'Lock held', 'Blocks', 'Work', 'Rollback'),
    ...shown.map(row),
    ...(shown.length < units.length ? [`| … | and ${units.length - shown.length} more files, below | | | | |`] : []),
    '',
    `**Point of no return:** ${endInWords(plan)}`,
  ]
  const all = remarks(plan)
  const room = Math.floor((longest - lines.length) / 2)
  const fitting = all.length <= room ? all : [...all.slice(0, room - 1), `**More:** ${count(all.length - room + 1, 'note')} under *Notes*.`]
  return [...lines, ...fitting.flatMap(text => ['', text])]
}

const remarks = ({ alternatives, assumptions, notes }: Plan): readonly string[] =>
  [
    ...alternatives.map(text => `**Cheaper:** ${cell(text)}.`),
    ...(assumptions.length === 0 ? [] : [`**Assumed:** ${cell(assumptions.join('; '))}.`]),
    ...notes.map(text => `**Note:** ${cell(text)}.`),
  ].map(text => text.replace(/\.\.$/, '.'))

/** Everything the opening may have had no room for. */
export const notes = (plan: Plan): readonly string[] =>
  remarks(plan).length === 0 ? [] : ['## Notes', '', ...remarks(plan).map(text => `- ${text}`)]

const row = ({ unit, stage, number }: Placed): string => {
  const shown = telling(unit.up)
  return `| ${[
    String(number),
    `${unit.isPointOfNoReturn ? '⚑ ' : ''}${cell(titleInWords(unit))} (${stage.phase})`,
    cell(shown.map(lock => `${keyOf(lock.relation)}: ${lock.mode}`).join('; ')),
    [...new Set(shown.map(blocksInWords))].join('; '),
    `${unitWork(unit)}${unit.up.class === 'job' ? ' (job)' : ''}`,
    unit.down.grade,
  ].join(' | ')} |`
}

function endInWords(plan: Plan): string {
  const end = pointOfNoReturn(plan)
  if (end === undefined) return 'none; every file can be rolled back without losing what the starting schema could hold.'
  const before = unitsOf(plan)
    .filter(({ number }) => number < end.number)
    .map(({ unit }) => unit.down.grade)
  return `⚑ file ${end.number}, ${titleInWords(end.unit)} (${rollbackInWords(end.unit.down)}).${before.length === 0 ? '' : ` Rollbacks before it: ${listing([...new Set(before)])}.`}`
}
