import type { Plan } from '../../plan/plan.ts'
import { unitsOf, type Placed } from '../facts.ts'
import { durationOf } from '../estimate.ts'
import { shortTitle } from '../short-title.ts'
import { doneQueries, progressQueries, type Quoting } from '../watch.ts'
import { headings } from './headings.ts'
import { fenced, linkTo, prose } from './text.ts'

/** Whoever runs the files: what to watch, when to stop, and how to see that it is through. */
export function runbook(plan: Plan, quoting: Quoting, apart: ReadonlyMap<string, string> = new Map()): readonly string[] {
  const units = unitsOf(plan)
  return [`## ${headings.runbook}`, '', ...during(plan, units, quoting, apart), '', '### Done when', '', ...after(units, quoting)]
}

function during(plan: Plan, units: readonly Placed[], quoting: Quoting, apart: ReadonlyMap<string, string>): readonly string[] {
  const jobs = units.filter(({ unit }) => unit.up.class === 'job')
  return [
    `A file that takes a blocking lock stops by itself, with nothing changed, rather than make the application wait longer than ${plan.maxStall} ms. Run it again later: the message names who held the table.`,
    ...(jobs.length === 0
      ? []
      : [
          '',
          '### Watch',
          '',
          ...jobs.flatMap(({ unit, number }) => [
            `- **File ${number}**, ${prose(shortTitle(unit).main)} (${durationOf(unit, plan)})${apart.has(unit.id) ? `: run \`${apart.get(unit.id)}\` before it; the file only asserts that this is through` : ''}`,
            ...progressQueries(unit.up, quoting).flatMap(({ what, sql }) => [
              '',
              `  ${prose(what)}:`,
              '',
              ...fenced('sql', `${sql};`, '  '),
              '',
            ]),
          ]),
          '',
          '### Stop a job when',
          '',
          `- requests of the application wait for its session (\`waits_for\` names its pid: ${linkTo(headings.night, 'the query')});`,
          '- replicas fall further behind than your alerts allow;',
          '- the disk fills, or WAL piles up behind a replication slot.',
          '',
          'Nothing done so far is lost: run the file again when it is quiet.',
        ]),
  ]
}

function after(units: readonly Placed[], quoting: Quoting): readonly string[] {
  const queries = units.flatMap(({ unit, number }) =>
    doneQueries(unit.up).map(query => ({ ...query, what: `file ${number}: ${query.what}` })),
  )
  const remaining = units.flatMap(({ unit }) => progressQueries(unit.up, quoting).filter(({ sql }) => sql.startsWith('SELECT count')))
  if (queries.length + remaining.length === 0) return ['The framework’s own record says that the files ran; nothing else is to be asked.']
  return [
    ...(queries.length === 0
      ? []
      : [
          'Each gives `true` once its file is through, until a later one moves on:',
          '',
          ...fenced('sql', queries.map(({ what, sql }) => `-- ${what.replaceAll('\n', ' ')}\n${sql};`).join('\n')),
        ]),
    ...remaining.flatMap(query => ['', 'Gives 0:', '', ...fenced('sql', `${query.sql};`)]),
  ]
}
