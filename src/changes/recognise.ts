import { keyOf } from '../model/name.ts'
import { columnIn, tableIn, type Column, type Schema } from '../model/schema.ts'
import { describeStep } from '../steps/index.ts'
import type { Step, StepOf } from '../steps/step.ts'
import type { Change } from './change.ts'

/** A step with the schema it meets. */
export interface Met {
  readonly step: Step
  readonly before: Schema
}

export type Recognised = { readonly ok: true; readonly changes: readonly Change[] } | { readonly ok: false; readonly because: string }

/**
 * What its author wanted, seen from the steps of a migration, so that it can be planned anew. All of it or nothing: a step
 * whose purpose is not known may be what the others need.
 */
export function recognise(steps: readonly Met[]): Recognised {
  if (steps.some(isOfRows)) return { ok: false, because: besideRows(steps) }
  const changes: Change[] = []
  for (const [at, met] of steps.entries()) {
    const change = changeOf(met, steps.slice(at + 1))
    if (change === undefined) return { ok: false, because: `${describeStep(met.step)} is not known as a change that can be planned` }
    if (change !== 'implied') changes.push(change)
  }
  return changes.length === 0 ? { ok: false, because: 'it changes nothing' } : { ok: true, changes }
}

/** It changes rows, or runs a program: nothing to be planned from what it says. */
const isOfRows = ({ step }: Met): boolean =>
  step.kind === 'run-code' ||
  (step.kind === 'execute-sql' && step.known !== undefined && step.becomes === undefined && ofRows.has(step.known.verb))

const ofRows: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'merge', 'copy', 'do'])

/** What stands before or after everything else keeps its place in a migration of its own; what stands in between may need the one and be needed by the other. */
function besideRows(steps: readonly Met[]): string {
  const found = steps.filter(isOfRows)
  const said = `it also changes rows or runs code (${found.map(({ step }) => describeStep(step)).join('; ')})`
  const [first, last] = [steps.findIndex(each => !isOfRows(each)), steps.findLastIndex(each => !isOfRows(each))]
  if (first === -1) return `${said}, and does nothing else`
  const schema = recognise(steps.slice(first, last + 1).filter(each => !isOfRows(each)))
  if (!schema.ok) return `${said}, and ${schema.because}`
  if (steps.slice(first, last).some(isOfRows)) return `${said} between changes of the schema: one of them may rest on the other`
  const places = [...(first > 0 ? ['before this one'] : []), ...(last < steps.length - 1 ? ['after it'] : [])]
  return `${said}. That stands ${first > 0 ? 'before' : 'after'}${places.length > 1 ? ' and after' : ''} all that it does to the schema: put it into a migration of its own, ${places.join(' and ')}, and what is left has a safe version`
}

/** `implied`: the plan of another change does it by itself. */
function changeOf({ step, before }: Met, later: readonly Met[]): Change | 'implied' | undefined {
  switch (step.kind) {
    case 'create-table':
    case 'drop-table':
      return step.table.partitionOf === undefined ? { kind: step.kind, table: step.table } : undefined
    case 'rename-table':
      return { kind: 'rename-table', from: step.from, to: step.to }
    case 'add-column':
      return { kind: 'add-column', table: step.table, column: step.column }
    case 'drop-column':
      return { kind: 'drop-column', table: step.table, column: columnMet(before, step, step.column.name) ?? step.column }
    case 'rename-column':
      return ofColumn(before, step, step.from, from => ({ kind: 'rename-column', table: step.table, from, to: step.to }))
    case 'alter-column-type':
      return {
        kind: 'change-type',
        table: step.table,
        from: step.from,
        to: step.to.type,
        ...(step.using === undefined ? {} : { forward: step.using }),
        ...(step.usingBack === undefined ? {} : { backward: step.usingBack }),
      }
    case 'set-default':
      return ofColumn(before, step, step.column, column => ({ kind: 'set-default', table: step.table, column, to: step.to }))
    case 'set-not-null':
      return ofColumn(before, step, step.column, column => ({ kind: 'make-required', table: step.table, column }))
    case 'drop-not-null':
      return ofColumn(before, step, step.column, column => ({ kind: 'make-optional', table: step.table, column }))
    case 'create-index':
      return step.materializedView === true || step.parentOnly === true
        ? undefined
        : { kind: 'add-index', table: step.table, index: step.index }
    case 'drop-index':
      return { kind: 'drop-index', table: step.table, index: step.index }
    case 'rename-index':
      return { kind: 'rename-index', table: step.table, from: step.from, to: step.to }
    case 'add-constraint':
      return step.usingIndex === undefined && step.constraint.kind !== 'not-null' ? addConstraint(step, later) : undefined
    case 'drop-constraint':
      return { kind: 'drop-constraint', table: step.table, constraint: step.constraint }
    case 'validate-constraint':
      return 'implied'
    case 'create-enum':
    case 'drop-enum':
      return { kind: step.kind, enum: step.enum }
    case 'create-extension':
    case 'drop-extension':
      return { kind: step.kind, extension: step.extension }
    default:
      return undefined
  }
}

/** One that is added NOT VALID and validated later is planned as a valid one, which takes the same two steps. */
const addConstraint = ({ table, constraint }: StepOf<'add-constraint'>, later: readonly Met[]): Change => {
  const isValidated = later.some(
    ({ step }) => step.kind === 'validate-constraint' && keyOf(step.table) === keyOf(table) && step.constraint.name === constraint.name,
  )
  return {
    kind: 'add-constraint',
    table,
    constraint: isValidated && 'validated' in constraint ? { ...constraint, validated: true } : constraint,
  }
}

const columnMet = (
  schema: Schema,
  { table: name }: { readonly table: StepOf<'add-column'>['table'] },
  column: string,
): Column | undefined => {
  const table = tableIn(schema, name)
  return table === undefined ? undefined : columnIn(table, column)
}

const ofColumn = (
  schema: Schema,
  step: { readonly table: StepOf<'add-column'>['table'] },
  name: string,
  change: (column: Column) => Change,
): Change | undefined => {
  const column = columnMet(schema, step, name)
  return column === undefined ? undefined : change(column)
}
