import type { CreateTrigStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Trigger } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder } from '../introspect/catalog.ts'
import { withoutParentheses } from '../introspect/enclosed.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { relationName, routineOfParts, type Reading } from './names.ts'
import { allOf, textsOf } from './nodes.ts'
import { enclosed, wordAt } from './source.ts'
import { columnRefs } from './type-name.ts'

/** `TRIGGER_TYPE_…` of pg_trigger.h. */
const bits = { before: 2, insert: 4, delete: 8, update: 16, truncate: 32, instead: 64 }

const eventsOf = ({ events = 0, columns }: CreateTrigStmt): string => {
  const of = textsOf(columns).map(quoteIdentifier).join(', ')
  return [
    ...(events & bits.insert ? ['INSERT'] : []),
    ...(events & bits.delete ? ['DELETE'] : []),
    ...(events & bits.update ? [of === '' ? 'UPDATE' : `UPDATE OF ${of}`] : []),
    ...(events & bits.truncate ? ['TRUNCATE'] : []),
  ].join(' OR ')
}

const timingOf = ({ timing = 0 }: CreateTrigStmt): string =>
  timing & bits.before ? 'BEFORE' : timing & bits.instead ? 'INSTEAD OF' : 'AFTER'

const constraintText = (reading: Reading, { isconstraint, constrrel, deferrable, initdeferred }: CreateTrigStmt): string =>
  isconstraint
    ? `${constrrel === undefined ? '' : `FROM ${quoteName(relationName(reading, constrrel))} `}${deferrable ? '' : 'NOT '}DEFERRABLE INITIALLY ${initdeferred ? 'DEFERRED' : 'IMMEDIATE'} `
    : ''

const transitionText = ({ transitionRels }: CreateTrigStmt): string => {
  const tables = allOf(transitionRels, 'TriggerTransition').map(
    ({ name = '', isNew }) => `${isNew ? 'NEW' : 'OLD'} TABLE AS ${quoteIdentifier(name)}`,
  )
  return tables.length === 0 ? '' : `REFERENCING ${tables.toSorted().reverse().join(' ')} `
}

/** The statement as `pg_get_triggerdef` prints it. */
const definitionOf = (reading: Reading, node: CreateTrigStmt): string => {
  const table = relationName(reading, node.relation ?? {})
  const called = routineOfParts(reading, textsOf(node.funcname))
  const when =
    node.whenClause === undefined ? '' : `WHEN (${withoutParentheses(enclosed(reading.source, wordAt(reading.source, 0, 'when') ?? 0))}) `
  const args = textsOf(node.args).map(quoteLiteral)
  return [
    `CREATE ${node.isconstraint ? 'CONSTRAINT ' : ''}TRIGGER ${quoteIdentifier(node.trigname ?? '')} ${timingOf(node)} ${eventsOf(node)} ON ${quoteName(table)} `,
    constraintText(reading, node),
    transitionText(node),
    `FOR EACH ${node.row ? 'ROW' : 'STATEMENT'} `,
    when,
    `EXECUTE FUNCTION ${quoteName(called)}(${args.join(', ')})`,
  ].join('')
}

export const createTrigger = (reading: Reading, node: CreateTrigStmt): readonly Step[] => {
  const table = relationName(reading, node.relation ?? {})
  const name = node.trigname ?? ''
  const trigger: Trigger = {
    name,
    definition: definitionOf(reading, node),
    function: routineOfParts(reading, textsOf(node.funcname)),
    columns: [...new Set([...textsOf(node.columns), ...columnRefs(node.whenClause)])].toSorted(inOrder),
    enabled: 'origin',
  }
  const owner = reading.schema.tables.get(keyOf(table)) ?? reading.schema.views.get(keyOf(table))
  const there = node.replace ? owner?.triggers?.find(each => each.name === name) : undefined
  return [
    ...(there === undefined ? [] : [{ kind: 'drop-trigger', table, trigger: there } as const]),
    { kind: 'create-trigger', table, trigger },
  ]
}

export const unknownTrigger = (name: string): Trigger => ({ name, definition: '', function: { name: '' }, columns: [], enabled: 'origin' })
