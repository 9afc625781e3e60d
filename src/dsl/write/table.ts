import { keyOf } from '../../model/name.ts'
import type { Policy, Table, Trigger } from '../../model/schema.ts'
import { quoteIdentifier } from '../quote.ts'
import { type Code, data, fields, list, object, sqlCode, text } from './code.ts'
import { columnCode, type Declared } from './column.ts'
import { constraintCode, indexCode, inlineCode } from './constraint.ts'

/** `table({ … })`, with a function of its parts `t` where constraints or indexes need it. */
export function tableCode(table: Table, declared: Declared): Code {
  const inline = table.constraints.map(constraint => inlineCode(table.name, constraint))
  const rest = table.constraints.filter((_, at) => inline[at] === undefined)
  const columns = table.columns.map(column => {
    const own = inline.flatMap(each => (each?.column === column.name ? [each.code] : []))
    return [column.name, columnCode(table.name, column, declared, own)] as const
  })
  const options = object({
    constraints: rest.length === 0 ? undefined : list(rest.map(each => constraintCode(table.name, each))),
    indexes: table.indexes.length === 0 ? undefined : list(table.indexes.map(each => indexCode(table.name, each))),
    ...otherParts(table),
  })
  const body = object(Object.fromEntries(columns))
  if (options === '{}') return `table(${body})`
  return /\bt\.\w+\(/.test(options) ? `table(${body}, t => (${options}))` : `table(${body}, ${options})`
}

function otherParts(table: Table): Record<string, Code | undefined> {
  const {
    name: _,
    columns: __,
    constraints: ___,
    indexes: ____,
    triggers,
    policies,
    partitioning,
    partitionOf,
    extendedStatistics,
    publications,
    ...rest
  } = table
  return {
    triggers: triggers && list(triggers.map(triggerCode)),
    policies: policies && list(policies.map(policyCode)),
    partitionBy:
      partitioning &&
      object({
        strategy: text(partitioning.strategy),
        columns: data(partitioning.columns),
        key: partitioning.key === partitioning.columns.map(quoteIdentifier).join(', ') ? undefined : sqlCode(partitioning.key),
      }),
    partitionOf: partitionOf && object({ parent: text(keyOf(partitionOf.parent)), bounds: sqlCode(partitionOf.bounds) }),
    extendedStatistics:
      extendedStatistics && list(extendedStatistics.map(each => object({ ...fields(each), definition: sqlCode(each.definition) }))),
    publications:
      publications &&
      list(publications.map(each => object({ ...fields(each), where: each.where === undefined ? undefined : sqlCode(each.where) }))),
    ...fields(rest),
  }
}

export const triggerCode = ({ columns, enabled, ...trigger }: Trigger): Code =>
  object({
    ...fields(trigger),
    definition: sqlCode(trigger.definition),
    function: text(keyOf(trigger.function)),
    columns: columns.length === 0 ? undefined : data(columns),
    enabled: enabled === 'origin' ? undefined : text(enabled),
  })

const policyCode = ({ command, permissive, using, check, ...policy }: Policy): Code =>
  object({
    ...fields(policy),
    command: command === 'all' ? undefined : text(command),
    permissive: permissive ? undefined : 'false',
    using: using === undefined ? undefined : sqlCode(using),
    check: check === undefined ? undefined : sqlCode(check),
  })
