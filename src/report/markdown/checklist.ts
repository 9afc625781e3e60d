import { keyOf, type Name } from '../../model/name.ts'
import type { Plan, Unit } from '../../plan/plan.ts'
import { titleInWords, unitsOf, type Placed } from '../facts.ts'
import { numbersInWords } from '../layout.ts'
import { locksOf } from '../locks.ts'
import { buildsIndex, doneQueries, lockQuery, progressQueries, type Query, type Quoting } from '../watch.ts'
import { cell, fenced } from './text.ts'

/** What a person does before, during and after: the facts a plan can know, and the queries that answer the rest. */
export function checklist(plan: Plan, quoting: Quoting): readonly string[] {
  const units = unitsOf(plan)
  const relations = relationsOf(units)
  return [
    '## Checklist',
    '',
    '### Before',
    '',
    ...before(plan, units).map(line => `- [ ] ${line}`),
    ...(relations.length === 0 ? [] : asked(lockQuery(relations, quoting), 'No old transaction on these tables:')),
    '',
    '### During',
    '',
    ...during(plan, units, quoting),
    '',
    '### After',
    '',
    ...after(units, quoting),
  ]
}

/** Tables locked by a plan's files, each once. */
export const relationsOf = (units: readonly Placed[]): readonly Name[] => {
  const found = new Map(
    units.flatMap(({ unit }) =>
      locksOf(unit.up)
        .filter(lock => lock.relationKind === 'table')
        .map(lock => [keyOf(lock.relation), lock.relation]),
    ),
  )
  return [...found.values()]
}

const numbers = (units: readonly Placed[], holds: (unit: Unit) => boolean): string => {
  const found = units.filter(({ unit }) => holds(unit)).map(({ number }) => number)
  return found.length === 0 ? '' : `file${found.length === 1 ? '' : 's'} ${numbersInWords(found)}`
}

function before(plan: Plan, units: readonly Placed[]): readonly string[] {
  const outside = numbers(units, ({ up }) => !up.transactional)
  const building = numbers(units, ({ up }) => up.statements.some(buildsIndex))
  const writing = numbers(units, ({ up }) => up.statements.some(({ step }) => step.kind === 'backfill'))
  return [
    'The migration role owns the tables below, or is a member of the role that does.',
    ...(outside === ''
      ? []
      : [
          `Connect directly, not through a pooler in transaction mode: ${outside} ${outside.startsWith('files') ? 'run' : 'runs'} outside a transaction, and such a pooler would give its session settings to others.`,
        ]),
    ...(building === '' ? [] : [`Disk has room for the new indexes of ${building}, and for as much again in WAL.`]),
    ...(writing === ''
      ? []
      : [`Replicas are caught up: ${writing} ${writing.startsWith('files') ? 'write' : 'writes'} every row that lacks its value.`]),
    ...plan.assumptions.map(text => `Still true: ${cell(text)}.`),
  ]
}

function during(plan: Plan, units: readonly Placed[], quoting: Quoting): readonly string[] {
  const jobs = units.filter(({ unit }) => unit.up.class === 'job')
  return [
    `A file that takes a blocking lock stops by itself, with nothing changed, rather than make the application wait longer than ${plan.maxStall} ms.`,
    ...jobs.flatMap(({ unit, number }) => {
      return progressQueries(unit.up, quoting).flatMap(query =>
        asked({ ...query, what: `file ${number}, ${titleInWords(unit)}: ${query.what}` }),
      )
    }),
    ...(jobs.length === 0
      ? []
      : [
          '',
          'Stop a job (see *3 a.m.*) when',
          '',
          '- requests of the application wait for its session (`waits_for` in the query above names its pid);',
          '- replicas fall further behind than your alerts allow;',
          '- disk or WAL space runs low.',
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
  if (queries.length + remaining.length === 0) return ['Nothing beyond the framework’s own record that the files ran.']
  return [
    ...(queries.length === 0
      ? []
      : [
          'Each gives `true` once its file is through:',
          '',
          ...fenced('sql', queries.map(({ what, sql }) => `-- ${what.replaceAll('\n', ' ')}\n${sql};`).join('\n')),
        ]),
    ...remaining.flatMap(query => ['', 'Gives 0:', '', ...fenced('sql', `${query.sql};`)]),
  ]
}

const asked = ({ what, sql }: Query, lead = ''): readonly string[] => [
  '',
  `${lead === '' ? '' : `${lead} `}${cell(what)}`,
  '',
  ...fenced('sql', `${sql};`),
]
