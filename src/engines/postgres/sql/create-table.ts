import type { EngineVersion } from '../../../model/engine.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Column, Constraint, Schema, Table } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { repeatedKeys } from '../../../steps/same-key.ts'
import { quoteLiteral, quoteName } from '../quote.ts'
import { exists, isOfType, regclass } from './catalog.ts'
import { columnAttributes, columnDefinition, columnGrants, sequenceBefore } from './column-definition.ts'
import { addConstraint, commentOnConstraint } from './constraint.ts'
import { constraintClauses, validityClause } from './constraint-definition.ts'
import { commentOn, grantsOn, onRelation, ownerOf } from './grant.ts'
import { indexWithin } from './index.ts'
import { createPolicy, createStatistics, createTrigger, replicaIdentity, rowSecurity, setPublication } from './attachment.ts'

/** Before 18 a named NOT NULL is the column's flag; a column with one that is not valid yet may hold NULL. */
function shapeOf(
  table: Table,
  { major }: EngineVersion,
): { readonly columns: readonly Column[]; readonly inline: readonly Constraint[]; readonly later: readonly Constraint[] } {
  const notNulls = new Map(
    table.constraints.flatMap(constraint => (constraint.kind === 'not-null' ? ([[constraint.column, constraint]] as const) : [])),
  )
  const columns = table.columns.map(column => {
    // The parent's identity reaches its partitions by itself (17), and is refused on a table to be attached.
    const own =
      table.partitionOf === undefined || column.identity === undefined ? column : { ...column, identity: undefined, nullable: false }
    const notNull = notNulls.get(column.name)
    return notNull === undefined ? own : { ...own, nullable: major >= 18 || !notNull.validated }
  })
  const constraints = table.constraints.filter(constraint => constraint.kind !== 'not-null' || major >= 18)
  const repeated = repeatedKeys(constraints)
  // In CREATE TABLE a constraint is valid at once, whatever is said, and of two keys that say the same there is one.
  const isLater = (constraint: Constraint): boolean => validityClause(constraint).length > 0 || repeated.includes(constraint)
  return { columns, inline: constraints.filter(constraint => !isLater(constraint)), later: constraints.filter(isLater) }
}

const createSql = (table: Table, lines: readonly string[]): string =>
  [
    `CREATE ${table.unlogged === true ? 'UNLOGGED ' : ''}TABLE IF NOT EXISTS ${quoteName(table.name)} (`,
    lines.map(line => `  ${line}`).join(',\n'),
    [
      ')',
      ...(table.partitioning === undefined
        ? []
        : [` PARTITION BY ${table.partitioning.strategy.toUpperCase()} (${table.partitioning.key})`]),
      ...(table.options === undefined ? [] : [` WITH (${table.options})`]),
    ].join(''),
  ]
    .filter(line => line !== '')
    .join('\n')

/** Every column is there with its type: IF NOT EXISTS looks at the table's name alone. */
const hasColumns = (name: Name, columns: readonly Column[]): string => {
  const row = (column: Column): string => `(attname = ${quoteLiteral(column.name)} AND ${isOfType(column.type)})`
  if (columns.length === 0) return `${regclass(name)} IS NOT NULL`
  return `(SELECT count(*) FROM pg_attribute WHERE attrelid = ${regclass(name)} AND NOT attisdropped AND (\n  ${columns.map(row).join('\n  OR ')}\n)) = ${columns.length}`
}

export const createTable = (table: Table, before: Schema, version: EngineVersion): readonly SqlStatement[] => {
  const { name } = table
  const { columns, inline, later } = shapeOf(table, version)
  const lines = [...columns.map(columnDefinition), ...inline.map(constraint => constraintClauses(constraint, version).join(' '))]
  const attached = table.partitionOf === undefined ? [] : attachPartition(name, table.partitionOf)
  return [
    ...columns.flatMap(column => sequenceBefore(column, before)),
    {
      sql: createSql(table, lines),
      assertAfter: {
        condition: hasColumns(name, columns),
        otherwise: `table ${keyOf(name)} was there already with other columns. Rename or drop it, then retry.`,
      },
    },
    ...later.flatMap(constraint =>
      addConstraint(name, constraint, [...constraintClauses(constraint, version), ...validityClause(constraint)]),
    ),
    ...inline.flatMap(constraint => commentOnConstraint(name, constraint)),
    ...table.indexes.flatMap(index => indexWithin(name, index)),
    ...attached,
    ...columns.flatMap(column => columnAttributes(name, column)),
    ...commentOn(`TABLE ${quoteName(name)}`, table.comment, quoteLiteral),
    ...(table.extendedStatistics ?? []).flatMap(statistics => createStatistics(name, statistics)),
    ...(table.triggers ?? []).flatMap(trigger => createTrigger(name, trigger, version)),
    ...(table.policies ?? []).flatMap(policy => createPolicy(name, policy)),
    ...rowSecurity(name, undefined, table.rowSecurity),
    ...(table.replicaIdentity === undefined ? [] : [replicaIdentity(name, table.replicaIdentity)]),
    ...(table.publications ?? []).flatMap(publication => setPublication(name, publication.name, publication, version)),
    ...ownerOf('TABLE', quoteName(name), table.owner),
    ...grantsOn(onRelation(name), table.grants, table.owner),
    ...columns.flatMap(column => columnGrants(name, column, table.owner)),
  ]
}

/** A table created beside its parent and then attached locks the parent SHARE UPDATE EXCLUSIVE; PARTITION OF would lock it ACCESS EXCLUSIVE. */
export const attachPartition = (name: Name, { parent, bounds }: NonNullable<Table['partitionOf']>): readonly SqlStatement[] => [
  {
    sql: `ALTER TABLE ${quoteName(parent)} ATTACH PARTITION ${quoteName(name)} ${bounds}`,
    doneWhen: exists('pg_inherits', `inhrelid = ${regclass(name)}`, `inhparent = ${regclass(parent)}`),
  },
]
