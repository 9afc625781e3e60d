import { Entries } from '../../src/model/entries.ts'
import fc from 'fast-check'
import type { Change } from '../../src/changes/change.ts'
import { behaviourOf } from '../../src/changes/index.ts'
import { defaultPolicy } from '../../src/changes/recipe.ts'
import { quoteIdentifier } from '../../src/engines/postgres/identifier.ts'
import { parseType } from '../../src/engines/postgres/types.ts'
import {
  emptySchema,
  type Column,
  type Constraint,
  type Enum,
  type ForeignKey,
  type Index,
  type Schema,
  type Table,
} from '../../src/model/schema.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { applyAll } from '../../src/steps/index.ts'
import { StepDoesNotApply } from '../../src/steps/step.ts'

/** What a change file states, made of numbers. */
export interface RandomInput {
  readonly schema: Schema
  readonly changes: readonly Change[]
}

const mood: Enum = { name: { name: 'mood' }, values: ['sad', 'ok', 'happy'] }
const moodType = { kind: 'enum', native: 'mood', reference: mood.name } as const
const natives = [
  'text',
  'integer',
  'bigint',
  'character varying(20)',
  'numeric(8,2)',
  'date',
  'timestamp with time zone',
  'boolean',
  'uuid',
  'jsonb',
  'smallint',
  'mood',
] as const
const typeOf = (native: string): Column['type'] => (native === 'mood' ? moodType : parseType(native))

/** A value of the type, as the catalog prints a default. */
const valueOf = (native: string): string =>
  ({
    text: "'none'::text",
    integer: '0',
    bigint: "'0'::bigint",
    smallint: "'0'::smallint",
    'character varying(20)': "'none'::character varying",
    'numeric(8,2)': '0.0',
    date: "'2024-01-01'::date",
    'timestamp with time zone': 'now()',
    boolean: 'false',
    uuid: "'00000000-0000-4000-8000-000000000000'::uuid",
    jsonb: "'{}'::jsonb",
    mood: "'ok'::mood",
  })[native] ?? 'NULL'

/** Types each of a type's values fits, and back again where it came from. */
const wider: Readonly<Record<string, readonly string[]>> = {
  integer: ['bigint', 'numeric'],
  smallint: ['integer', 'bigint'],
  bigint: ['numeric'],
  'character varying(20)': ['character varying(40)', 'text'],
  'numeric(8,2)': ['numeric(12,2)', 'numeric'],
  date: ['timestamp without time zone'],
  text: ['character varying(200)'],
}
/** Of which sample rows hold a different value each. */
const distinct: readonly string[] = ['text', 'integer', 'bigint', 'character varying(20)']

const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
type Numbers = readonly [number, number, number, number]

const idOf = (kind: number): Column => ({
  name: 'id',
  type: parseType('bigint'),
  nullable: false,
  ...(kind % 3 === 0 ? {} : { identity: { generation: kind % 3 === 1 ? 'always' : 'by-default' } }),
})

const tableFrom = (
  name: string,
  kind: number,
  columns: readonly { readonly name: string; readonly native: string; readonly flags: number }[],
): Table => {
  const own = columns.map(({ name: column, native, flags }): Column => ({
    name: column,
    type: typeOf(native),
    nullable: flags % 2 === 0,
    ...(flags % 3 === 0 ? { default: { sql: valueOf(native) } } : {}),
    ...(flags % 7 === 0 ? { comment: `of ${column}` } : {}),
  }))
  const all = [idOf(kind), ...own]
  const countable = own.find(column => distinct.includes(column.type.native))
  const number = own.find(column => ['integer', 'bigint'].includes(column.type.native))
  return {
    name: { name },
    columns: all,
    constraints: [
      { kind: 'primary-key', name: `${name}_pkey`, columns: ['id'] },
      ...(countable !== undefined && kind % 2 === 0
        ? [{ kind: 'unique', name: `${name}_${countable.name}_key`, columns: [countable.name] } as const]
        : []),
      ...(number !== undefined && kind % 5 < 2
        ? [
            {
              kind: 'check',
              name: `${name}_${number.name}_check`,
              expression: `${quoteIdentifier(number.name)} >= 0`,
              validated: true,
            } as const,
          ]
        : []),
    ],
    indexes: kind % 4 < 2 ? [indexOn(name, all.slice(1, 3), kind)] : [],
  }
}

const indexOn = (table: string, columns: readonly Column[], kind: number): Index => ({
  name: `${table}_${columns.map(column => column.name).join('_')}_idx`,
  parts: columns.map(({ name, type }) =>
    kind % 5 === 0 && type.native === 'text' ? { expression: `lower(${quoteIdentifier(name)})` } : { column: name },
  ),
  unique: false,
  valid: true,
  ...(kind % 3 === 0 && columns[0]?.nullable === true ? { where: `(${quoteIdentifier(columns[0].name)} IS NOT NULL)` } : {}),
})

const columnNames = ['a', 'b', 'c', 'd', 'user_name', 'Total', 'order'] as const
const randomTable = (name: string) =>
  fc
    .tuple(
      fc.nat(60),
      fc.uniqueArray(
        fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), native: fc.constantFrom(...natives), flags: fc.nat(60) }),
        { selector: column => column.name, minLength: 2, maxLength: 4 },
      ),
    )
    .map(([kind, columns]) => tableFrom(name, kind, columns))

const reference = (from: Table, to: Table, column: string): ForeignKey => ({
  kind: 'foreign-key',
  name: `${from.name.name}_${column}_fkey`,
  columns: [column],
  references: to.name,
  referencedColumns: ['id'],
  validated: true,
})

const randomSchema = fc.tuple(randomTable('users'), randomTable('posts'), fc.boolean()).map(([users, posts, isLinked]): Schema => {
  const owner: Column = { name: 'owner_id', type: parseType('bigint'), nullable: true }
  const linked: Table = isLinked
    ? { ...posts, columns: [...posts.columns, owner], constraints: [...posts.constraints, reference(posts, users, 'owner_id')] }
    : posts
  return { ...emptySchema, tables: Entries.of({ users, posts: linked }), enums: Entries.of({ mood }) }
})

/** A change of what is there, or undefined where the numbers name nothing that could be changed that way. */
export const changeFrom = (schema: Schema, [pick, first, second, third]: Numbers): Change | undefined => {
  const whole = at(schema.tables.values(), first)
  if (whole === undefined) return undefined
  const table = whole.name
  const pinned = (column: Column): boolean => column.name === 'id'
  const column = at(
    whole.columns.filter(each => !pinned(each)),
    second,
  )
  const index = at(whole.indexes, second)
  const constraint = at(
    whole.constraints.filter(each => each.kind !== 'primary-key'),
    second,
  )
  const fresh = at(
    columnNames.filter(name => whole.columns.every(each => each.name !== name)),
    third,
  )
  const native = at(natives, second)!
  const kinds: readonly (() => Change | undefined)[] = [
    () => (fresh === undefined ? undefined : { kind: 'add-column', table, column: { name: fresh, type: typeOf(native), nullable: true } }),
    () =>
      fresh === undefined
        ? undefined
        : { kind: 'add-column', table, column: { name: fresh, type: typeOf(native), nullable: false, default: { sql: valueOf(native) } } },
    () =>
      fresh === undefined
        ? undefined
        : { kind: 'add-column', table, column: { name: fresh, type: typeOf(native), nullable: false }, backfill: valueOf(native) },
    () => column && { kind: 'drop-column', table, column },
    () => (column && fresh !== undefined ? { kind: 'rename-column', table, from: column, to: fresh } : undefined),
    () => {
      const to = column && at(wider[column.type.native] ?? [], third)
      return to === undefined ? undefined : { kind: 'change-type', table, from: column!, to: parseType(to) }
    },
    () =>
      column && { kind: 'set-default', table, column, to: column.default === undefined ? { sql: valueOf(column.type.native) } : undefined },
    () => (column?.nullable === true ? { kind: 'make-required', table, column, backfill: valueOf(column.type.native) } : undefined),
    () => (column?.nullable === false ? { kind: 'make-optional', table, column } : undefined),
    () => column && { kind: 'set-column-comment', table, column, to: column.comment === undefined ? `about ${column.name}` : undefined },
    () => {
      const made = column && indexOn(table.name, [column], third)
      return made === undefined || whole.indexes.some(each => each.name === made.name) || ['json'].includes(column!.type.kind)
        ? undefined
        : { kind: 'add-index', table, index: made }
    },
    () => index && { kind: 'drop-index', table, index },
    () => index && { kind: 'rename-index', table, from: index.name, to: `${index.name}_${third % 9}` },
    () =>
      index && column && column.type.kind !== 'json'
        ? {
            kind: 'replace-index',
            table,
            from: index,
            to: {
              ...index,
              name: `${index.name}_new`,
              parts: [...index.parts.filter(part => part.column !== column.name), { column: column.name }],
            },
          }
        : undefined,
    () =>
      column && distinct.includes(column.type.native)
        ? fitting(whole, { kind: 'unique', name: `${table.name}_${column.name}_uq`, columns: [column.name] })
        : undefined,
    () =>
      column && ['integer', 'bigint'].includes(column.type.native)
        ? fitting(whole, {
            kind: 'check',
            name: `${table.name}_${column.name}_positive`,
            expression: `${quoteIdentifier(column.name)} > -1`,
            validated: true,
          })
        : undefined,
    () => {
      const to = at(schema.tables.values(), third)
      return column?.type.native === 'bigint' && to !== undefined ? fitting(whole, reference(whole, to, column.name)) : undefined
    },
    () => constraint && { kind: 'drop-constraint', table, constraint },
    () =>
      constraint && constraint.kind !== 'not-null'
        ? { kind: 'rename-constraint', table, from: constraint.name, to: `${constraint.name}_${third % 9}` }
        : undefined,
    () => ({ kind: 'set-table-comment', table, from: whole.comment, to: whole.comment === undefined ? `all ${table.name}` : undefined }),
    () => {
      const name = `things_${third % 4}`
      return !schema.tables.has(name)
        ? {
            kind: 'create-table',
            table: tableFrom(name, third, [
              { name: 'a', native, flags: second },
              { name: 'b', native: 'bigint', flags: third },
            ]),
          }
        : undefined
    },
    () => {
      const own = schema.enums.values()[0]
      const value = `label ${third % 9}`
      return own && !own.values.includes(value) ? { kind: 'add-enum-value', enum: own, value } : undefined
    },
    () => {
      const own = schema.enums.values()[0]
      const from = own && at(own.values, second)
      return from === undefined ? undefined : { kind: 'rename-enum-value', enum: own!, from, to: `${from} ${third % 9}` }
    },
    () => ({ kind: 'rename-table', from: table, to: `${table.name}_${third % 9}` }),
    () => ({ kind: 'drop-table', table: whole }),
  ]
  return at(kinds, pick)!()
}

const fitting = (table: Table, constraint: Constraint): Change | undefined =>
  table.constraints.some(each => each.name === constraint.name) ? undefined : { kind: 'add-constraint', table: table.name, constraint }

/** The schema after a change, as a maintenance window would make it; undefined where it does not fit. */
export const afterChange = (schema: Schema, change: Change, engine: Engine): Schema | undefined => {
  try {
    const context = { schema, engine, policy: defaultPolicy, isSmall: () => false, isNew: () => false }
    return applyAll(behaviourOf(change).direct(change, context), schema, engine.semantics)
  } catch (problem) {
    if (problem instanceof StepDoesNotApply) return undefined
    throw problem
  }
}

/** A schema, and up to `most` changes that each fit what the ones before it made. */
export const randomInput = (engine: Engine, most: number): fc.Arbitrary<RandomInput> =>
  fc
    .tuple(randomSchema, fc.array(fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999), fc.nat(999)), { minLength: 1, maxLength: most }))
    .map(([schema, numbers]) => {
      let now = schema
      const changes = numbers.flatMap(each => {
        const change = changeFrom(now, each)
        const after = change && afterChange(now, change, engine)
        if (change === undefined || after === undefined) return []
        now = after
        return [change]
      })
      return { schema, changes }
    })
    .filter(({ changes }) => changes.length > 0)
