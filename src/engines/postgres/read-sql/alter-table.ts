import type { AlterTableStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import { unknownTable } from '../../../model/unknown.ts'
import type { Column, Table } from '../../../model/schema.ts'
import { replaceNamed } from '../../../steps/edit.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { alone, type Action } from './action.ts'
import { addConstraint, alterConstraint, dropConstraint, validateConstraint } from './alter-constraint.ts'
import { addColumn, alterColumn, dropColumn } from './alter-column.ts'
import { alterAttribute } from './alter-attribute.ts'
import { isDropping, withoutDropped } from './dropped-first.ts'
import { relationName, tableNamed, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { allOf } from './nodes.ts'
import { opaque } from './opaque.ts'
import { clauseEnd } from './source.ts'

/** The server does what drops first, then types, columns, attributes, keys, other constraints, and the rest (`AT_PASS_…`, tablecmds.c). */
const passOf = (step: Step): number => {
  switch (step.kind) {
    case 'drop-column':
    case 'drop-constraint':
    case 'drop-not-null':
      return 0
    case 'alter-column-type':
      return 1
    case 'add-column':
      return 2
    case 'set-generated':
      return step.to === undefined ? 0 : 3
    case 'set-not-null':
      return 4
    case 'set-identity':
      return step.to === undefined ? 0 : step.from === undefined ? 6 : 4
    case 'add-constraint':
      return step.constraint.kind === 'primary-key' || step.constraint.kind === 'unique' || step.constraint.kind === 'exclusion' ? 5 : 6
    case 'set-default':
      return step.to === undefined ? 0 : 6
    default:
      return 7
  }
}

const stepsOfAction = (action: Action): readonly Step[] => {
  const { subtype } = action.cmd
  switch (subtype) {
    case 'AT_AddColumn':
      return addColumn(action)
    case 'AT_DropColumn':
      return dropColumn(action)
    case 'AT_AddConstraint':
      return addConstraint(action)
    case 'AT_DropConstraint':
      return dropConstraint(action)
    case 'AT_ValidateConstraint':
      return validateConstraint(action)
    case 'AT_AlterConstraint':
      return alterConstraint(action)
    default:
      return alterColumn(action) ?? alterAttribute(action)
  }
}

/** Token ranges of the actions: they stand in the order of the commands, divided by commas. */
const placesOf = (reading: Reading, count: number, relation: number): readonly (readonly [number, number])[] => {
  const { source } = reading
  const all = source.tokens()
  let from = relation + 1
  while (all[from]?.text === '.' || all[from]?.text === '*') from += all[from]?.text === '.' ? 2 : 1
  const places: [number, number][] = []
  for (let n = 0; n < count; n += 1) {
    const to = clauseEnd(source, from)
    places.push([from, to])
    from = to + 1
  }
  return places
}

/** What an action leaves for those after it. */
const after = (table: Table, steps: readonly Step[]): Table =>
  steps.reduce<Table>((done, step) => {
    const edit = (name: string, change: (column: Column) => Column): Table => ({
      ...done,
      columns: replaceNamed(done.columns, name, change),
    })
    switch (step.kind) {
      case 'add-column':
        return { ...done, columns: [...done.columns, step.column] }
      case 'alter-column-type':
        return edit(step.from.name, () => step.to)
      case 'set-default':
        return edit(step.column, column => present({ ...column, default: step.to }))
      case 'set-row-security':
        return present({ ...done, rowSecurity: step.to })
      case 'set-table-options':
        return present({ ...done, options: step.to })
      default:
        return done
    }
  }, table)

const namesIn = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap(step =>
    step.kind === 'add-constraint' ? [step.constraint.name] : step.kind === 'add-column' ? (step.column.ownedSequence?.name ?? []) : [],
  )

export const alterTable = (reading: Reading, node: AlterTableStmt): readonly Step[] => {
  const relation = node.relation ?? {}
  if (reading.temporary.has(relation.relname ?? '')) throw outside('is on a temporary table')
  const name = relationName(reading, relation)
  const found = tableNamed(reading, name)
  const { schema } = reading
  if (node.missing_ok && found === undefined && !schema.tainted.includes('*') && !schema.tainted.includes(keyOf(name))) return []
  const isSure = found !== undefined && !schema.tainted.includes('*') && !schema.tainted.includes(keyOf(name))
  const cmds = allOf(node.cmds, 'AlterTableCmd')
  const places = placesOf(reading, cmds.length, reading.source.indexAt(relation.location))
  const explicit = cmds.flatMap(({ def }) => (def !== undefined && 'Constraint' in def ? (def.Constraint.conname ?? []) : []))
  const steps: Step[] = []
  const whole = found ?? unknownTable(name)
  const without = withoutDropped(whole, cmds)
  const rest =
    found === undefined || without === found || cmds.every(isDropping)
      ? reading
      : { ...reading, schema: { ...schema, tables: schema.tables.with(keyOf(name), without) } }
  let table = without
  cmds.forEach((cmd, n) => {
    const [from, to] = places[n]!
    const action: Action = {
      reading: isDropping(cmd) ? reading : rest,
      table: isDropping(cmd) ? whole : table,
      isSure,
      name,
      cmd,
      from,
      to,
      head: places[0]![0],
      only: relation.inh !== true,
      others: [...explicit, ...namesIn(steps)],
    }
    try {
      const made = stepsOfAction(action)
      table = after(table, made)
      steps.push(...made)
    } catch (reason) {
      if (!(reason instanceof NoStep)) throw reason
      steps.push(opaque(alone(action), reason.reason, reason.touches.length === 0 ? [keyOf(name)] : reason.touches))
    }
  })
  return steps
    .map((step, at) => ({ step, at }))
    .sort((a, b) => passOf(a.step) - passOf(b.step) || a.at - b.at)
    .map(({ step }) => step)
    .map((step, _, all) => withoutOldDefault(step, all))
}

/** A default that the same statement drops is gone when the type changes. */
const withoutOldDefault = (step: Step, all: readonly Step[]): Step => {
  if (step.kind !== 'alter-column-type') return step
  const isDropped = all.some(each => each.kind === 'set-default' && each.to === undefined && each.column === step.from.name)
  if (!isDropped) return step
  const { default: _from, ...from } = step.from
  const { default: _to, ...to } = step.to
  return { ...step, from, to }
}
