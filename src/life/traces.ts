import type { Schema } from '../model/schema.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Plan, Stage, Unit } from '../plan/plan.ts'
import { applyAll } from '../steps/index.ts'
import type { Semantics } from '../steps/step.ts'
import { partsOf, type Parts } from './parts.ts'

/** A part of the catalog that a file makes, changes or takes away. */
export interface Trace {
  readonly part: string
  /** Absent: it is not there. */
  readonly before?: string
  readonly after?: string
}

/** Rows that a file brings over. */
export interface RowsToDo {
  readonly table: Name
  readonly columns: readonly string[]
  /** SQL condition of a row that is still to be done. */
  readonly where: string
}

/** What shows in a database that a file has run, at a moment when all units up to some have. */
export interface UnitTraces {
  readonly stage: Stage
  readonly unit: Unit
  /** Those that no later one of these files takes back. */
  readonly catalog: readonly Trace[]
  readonly rows: readonly RowsToDo[]
  /** It left something that a later one of these files has taken back or changed: that one speaks for it. */
  readonly isOvertaken: boolean
}

/** Facts about what comes or goes; whether an index or a constraint is valid is not said by its being there. */
const goesWithoutSaying = (part: string, was: string | undefined, is: string | undefined): boolean =>
  (was === undefined || is === undefined) && (was ?? is) !== '' && !(is === 'true' && /: (valid|validated)$/.test(part))

const changed = (before: Parts, after: Parts): readonly Trace[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap(part => {
    const [was, is] = [before.get(part), after.get(part)]
    return was === is || goesWithoutSaying(part, was, is)
      ? []
      : [{ part, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
  })

/** A backfill's condition means what it meant as long as the table's columns are the same ones. */
const columnsOf = (schema: Schema, table: Name): string =>
  JSON.stringify(
    schema.tables
      .get(keyOf(table))
      ?.columns.map(({ name, type }) => [name, type.native])
      .toSorted(),
  )

const rowsOf = (unit: Unit, after: Schema, end: Schema): readonly RowsToDo[] =>
  unit.up.statements.flatMap(({ step }) =>
    step.kind === 'backfill' && columnsOf(after, step.table) === columnsOf(end, step.table)
      ? [{ table: step.table, columns: step.set.map(({ column }) => column), where: step.where }]
      : [],
  )

/** The schema after the stages up to a number, as the plan predicts it. */
export const schemaAfter = ({ stages }: Plan, start: Schema, upTo: number, semantics: Semantics): Schema =>
  applyAll(
    stages.filter(({ number }) => number <= upTo).flatMap(({ units }) => units.flatMap(({ up }) => up.statements.map(({ step }) => step))),
    start,
    semantics,
  )

/** The units of the stages up to a number, in order. */
export const unitsUpTo = ({ stages }: Plan, upTo: number): readonly { readonly stage: Stage; readonly unit: Unit }[] =>
  stages.filter(({ number }) => number <= upTo).flatMap(stage => stage.units.map(unit => ({ stage, unit })))

/** What shows, after the first `count` units, that each of them has run. */
export const tracesOf = (plan: Plan, start: Schema, count: number, semantics: Semantics): readonly UnitTraces[] => {
  const states = unitsUpTo(plan, Number.POSITIVE_INFINITY)
    .slice(0, count)
    .reduce<readonly { readonly stage: Stage; readonly unit: Unit; readonly before: Schema; readonly after: Schema }[]>((done, each) => {
      const before = done.at(-1)?.after ?? start
      const steps = each.unit.up.statements.map(({ step }) => step)
      return [...done, { ...each, before, after: applyAll(steps, before, semantics) }]
    }, [])
  const end = states.at(-1)?.after ?? start
  const atEnd = partsOf(end)
  return states.map(({ stage, unit, before, after }) => {
    const left = changed(partsOf(before), partsOf(after))
    const catalog = left.filter(trace => atEnd.get(trace.part) === trace.after)
    return { stage, unit, catalog, rows: rowsOf(unit, after, end), isOvertaken: left.length > 0 && catalog.length === 0 }
  })
}

/** `unknown`: nothing of it can be seen, or what is there is neither what it was nor what it becomes. */
export type Seen = { readonly has: 'run' | 'unknown' } | { readonly has: 'not run'; readonly because: string }

/** Has the file run, as far as the catalog shows it? */
export const seenIn = ({ catalog }: UnitTraces, live: Parts): Seen => {
  const seen = catalog.map((trace): Seen => {
    const is = live.get(trace.part)
    if (is === trace.after) return { has: 'run' }
    if (trace.after === undefined || trace.before === undefined || is === trace.before) return { has: 'not run', because: lack(trace) }
    return { has: 'unknown' }
  })
  return seen.find(({ has }) => has === 'not run') ?? seen.find(({ has }) => has === 'run') ?? { has: 'unknown' }
}

const lack = ({ part, after, before }: Trace): string => {
  if (after === undefined) return `${part} is still there`
  if (before === undefined) return /: (valid|validated)$/.test(part) ? `${part.replace(/: \w+$/, '')} is not valid` : `${part} is not there`
  return `${part} is still ${before}`
}
