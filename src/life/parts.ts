import { keyOf } from '../model/name.ts'
import type { Constraint, Schema, Table } from '../model/schema.ts'

/**
 * A schema taken apart into things that are there or not, and facts about them, each by a name that a person understands:
 * `users.full_name`, `users: index users_email_idx`, `users.full_name: nullable`.
 */
export type Parts = ReadonlyMap<string, string>

const there = ''

/** What a part's name says, without the fact about it. */
const print = (value: unknown): string => JSON.stringify(value ?? null)

/** PostgreSQL 18 names every NOT NULL; that it is proven is a fact of the column. */
const isProvenNotNull = (constraint: Constraint): boolean => constraint.kind === 'not-null' && constraint.validated

function* partsOfTable(table: Table): Generator<readonly [string, string]> {
  const key = keyOf(table.name)
  yield [`table ${key}`, there]
  for (const { name, nullable, type, default: value, identity, generated, comment } of table.columns) {
    yield [`${key}.${name}`, there]
    yield [`${key}.${name}: nullable`, print(nullable)]
    yield [`${key}.${name}: type`, print(type.native)]
    yield [`${key}.${name}: default`, print(value?.sql)]
    yield [`${key}.${name}: identity`, print(identity?.generation)]
    yield [`${key}.${name}: generated`, print(generated?.expression)]
    yield [`${key}.${name}: comment`, print(comment)]
  }
  for (const constraint of table.constraints) {
    if (isProvenNotNull(constraint)) continue
    yield [`${key}: constraint ${constraint.name}`, there]
    if ('validated' in constraint) yield [`${key}: constraint ${constraint.name}: validated`, print(constraint.validated)]
    if ('deferrable' in constraint) yield [`${key}: constraint ${constraint.name}: deferrable`, print(constraint.deferrable)]
  }
  for (const { name, valid } of table.indexes) {
    yield [`${key}: index ${name}`, there]
    yield [`${key}: index ${name}: valid`, print(valid)]
  }
  for (const [kind, list] of [
    ['trigger', table.triggers],
    ['policy', table.policies],
    ['statistics', table.extendedStatistics],
    ['publication', table.publications],
  ] as const)
    for (const { name } of list ?? []) yield [`${key}: ${kind} ${name}`, there]
  for (const { grantee, privileges } of table.grants ?? []) yield [`${key}: grants of ${grantee}`, print(privileges)]
  yield [`${key}: row security`, print(table.rowSecurity)]
  yield [`${key}: options`, print(table.options)]
  yield [`${key}: replica identity`, print(table.replicaIdentity)]
  yield [`${key}: comment`, print(table.comment)]
  yield [`${key}: partition`, print(table.partitionOf && [keyOf(table.partitionOf.parent), table.partitionOf.bounds])]
}

/** Everything of a schema that a migration may make, change or take away, as far as the model has a shape for it. */
export const partsOf = (schema: Schema): Parts =>
  new Map([
    ...schema.tables.values().flatMap(table => [...partsOfTable(table)]),
    ...schema.views
      .values()
      .flatMap(({ name, query, indexes = [] }): (readonly [string, string])[] => [
        [`view ${keyOf(name)}`, there],
        [`view ${keyOf(name)}: query`, print(query)],
        ...indexes.map(index => [`${keyOf(name)}: index ${index.name}`, there] as const),
      ]),
    ...schema.enums
      .values()
      .flatMap(({ name, values }): (readonly [string, string])[] => [
        [`type ${keyOf(name)}`, there],
        ...values.map(value => [`type ${keyOf(name)}: value ${value}`, there] as const),
      ]),
    ...schema.domains
      .values()
      .flatMap(({ name, checks }): (readonly [string, string])[] => [
        [`domain ${keyOf(name)}`, there],
        ...checks.map(check => [`domain ${keyOf(name)}: check ${check.name}`, there] as const),
      ]),
    ...schema.sequences.values().flatMap(({ name, options }): (readonly [string, string])[] => [
      [`sequence ${keyOf(name)}`, there],
      [`sequence ${keyOf(name)}: options`, print(options)],
    ]),
    ...schema.routines.values().flatMap(({ name, definition }): (readonly [string, string])[] => [
      [`function ${keyOf(name)}`, there],
      [`function ${keyOf(name)}: definition`, print(definition)],
    ]),
    ...schema.extensions.keys().map(name => [`extension ${name}`, there] as const),
  ])
