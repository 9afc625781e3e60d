import fc from 'fast-check'
import { expect, test } from 'vitest'
import { semantics as parsing } from '../../src/engines/postgres/expressions.ts'
import type { Column, Schema, Table } from '../../src/model/schema.ts'
import { applyStep, describeStep, invertStep } from '../../src/steps/index.ts'
import { StepDoesNotApply, type Semantics, type Step } from '../../src/steps/step.ts'
import { differences } from './differences.ts'
import { check, column, foreignKey, index, mood, named, primaryKey, shop, type, unique } from './shop.ts'

const words = ['a', 'b', 'user', 'Name', 'select', 'it"s', 'x1']
const word = fc.constantFrom(...words)
const types = [
  type('text'),
  type('integer'),
  type('bigint'),
  type('varchar', 'character varying(20)', { length: 20 }),
  type('numeric', 'numeric(8,2)', { precision: 8, scale: 2 }),
  type('date'),
  type('timestamptz'),
  mood,
]

const randomColumn = fc
  .record({ name: word, type: fc.constantFrom(...types), nullable: fc.boolean(), hasDefault: fc.boolean() })
  .map(({ name, type: is, nullable, hasDefault }): Column =>
    column(name, is, { nullable, ...(hasDefault ? { default: { sql: `NULL::${is.native}` } } : {}) }),
  )

/** A table of random columns, added to the shop, so that the rest of a schema is there too. */
const randomTable = fc
  .record({
    name: fc.constantFrom('t1', 't2', 'T 3'),
    columns: fc.uniqueArray(randomColumn, { selector: c => c.name, minLength: 2 }),
    keyed: fc.boolean(),
  })
  .map(({ name, columns, keyed }): Table => ({
    name: named(name),
    indexes: [],
    owner: 'boss',
    columns: [column('id', type('bigint'), { nullable: false }), ...columns],
    constraints: keyed ? [primaryKey(`${name}_pkey`, 'id')] : [],
  }))

/** Makes a step of four numbers and the schema as it is: most apply, the others are refused, which is fine too. */
const stepFrom = (schema: Schema, [pick, first, second, third]: readonly [number, number, number, number]): Step => {
  const at = <T>(list: readonly T[], n: number): T => list[n % list.length]!
  const table = at(schema.tables.values(), first)
  const { name } = table
  const one = at(table.columns, second)
  const other = at(table.columns, third)
  const fresh = at(words, third)
  const constraint = at(table.constraints.length === 0 ? [unique('none', 'id')] : table.constraints, second)
  const own = at(table.indexes.length === 0 ? [index('none', ['id'])] : table.indexes, second)
  const target = at(schema.tables.values(), third)
  const steps: readonly Step[] = [
    { kind: 'rename-column', table: name, from: one.name, to: fresh },
    { kind: 'rename-table', from: name, to: fresh },
    { kind: 'set-table-schema', from: name, to: at(['app', undefined, 'other'], third) },
    { kind: 'set-not-null', table: name, column: one.name },
    { kind: 'drop-not-null', table: name, column: one.name },
    { kind: 'set-default', table: name, column: one.name, from: undefined, to: { sql: `NULL::${one.type.native}` } },
    { kind: 'set-default', table: name, column: one.name, from: one.default, to: undefined },
    { kind: 'add-constraint', table: name, constraint: unique(`${fresh}_key`, one.name) },
    { kind: 'add-constraint', table: name, constraint: primaryKey(`${fresh}_pkey`, one.name, ...(one === other ? [] : [other.name])) },
    {
      kind: 'add-constraint',
      table: name,
      constraint: check(`${fresh}_check`, `"${one.name.replaceAll('"', '""')}" IS NOT NULL`, third % 2 === 0),
    },
    {
      kind: 'add-constraint',
      table: name,
      constraint: { kind: 'not-null', name: `${fresh}_there`, column: one.name, validated: third % 2 === 0 },
    },
    { kind: 'add-constraint', table: name, constraint: foreignKey(`${fresh}_fk`, [one.name], target.name.name, [target.columns[0]!.name]) },
    { kind: 'add-constraint', table: name, constraint: unique(`${fresh}_uq`, ...own.parts.map(p => p.column ?? 'id')), usingIndex: own },
    { kind: 'drop-constraint', table: name, constraint },
    { kind: 'rename-constraint', table: name, from: constraint.name, to: `${fresh}_c` },
    { kind: 'set-constraint-deferrable', table: name, constraint: constraint.name, from: undefined, to: 'deferrable' },
    {
      kind: 'create-index',
      table: name,
      index: { ...index(`${fresh}_idx`, []), parts: [{ column: one.name }, { column: other.name }], unique: third % 3 === 0 },
      online: table.partitioning === undefined,
    },
    { kind: 'drop-index', table: name, index: own, online: false },
    { kind: 'rename-index', table: name, from: own.name, to: `${fresh}_i` },
    { kind: 'alter-column-type', table: name, from: one, to: { ...one, type: at(types, third), default: undefined } },
    { kind: 'set-column-option', table: name, column: one.name, option: 'statistics', from: undefined, to: '100' },
    { kind: 'set-comment', object: { on: 'column', table: name, name: one.name }, from: undefined, to: fresh },
    {
      kind: 'grant-privileges',
      table: name,
      ...(third % 2 === 0 ? { column: one.name } : {}),
      grant: { grantee: fresh, privileges: ['SELECT', 'UPDATE'], ...(third % 3 === 0 ? { grantable: true } : {}) },
    },
    { kind: 'revoke-privileges', table: name, grant: { grantee: at(['app', fresh], second), privileges: ['SELECT'] } },
    { kind: 'create-sync-trigger', table: name, name: `${fresh}_sync`, pairs: [{ from: one.name, to: other.name }] },
    {
      kind: 'set-owner',
      table: at(
        schema.tables.values().filter(t => t.owner !== undefined),
        first,
      ).name,
      from: 'boss',
      to: fresh,
    },
    {
      kind: 'rename-enum-value',
      enum: at(schema.enums.values(), first).name,
      from: at(schema.enums.values()[0]!.values, second),
      to: fresh,
    },
    { kind: 'rename-type', from: at([...schema.enums.values(), ...schema.domains.values()], first).name, to: fresh },
    { kind: 'rename-view', from: at(schema.views.values(), first).name, to: fresh, materialized: false },
    { kind: 'drop-view', view: at(schema.views.values(), first) },
    {
      kind: 'detach-partition',
      table: name,
      partitionOf: table.partitionOf ?? { parent: named('events'), bounds: 'DEFAULT' },
      online: false,
    },
    { kind: 'create-enum', enum: { name: named(fresh), values: ['a'] } },
    { kind: 'create-domain', domain: { name: named(fresh), type: one.type, nullable: true, checks: [] } },
  ]
  return at(steps, pick)
}

const numbers = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat())

/** NOT NULL has no name of its own, it has one, nobody knows. */
test.each([false, true, undefined])(
  'steps graded exact, undone in reverse, give the schema they started from (named NOT NULL: %s)',
  namesNotNull => {
    const semantics: Semantics = { ...parsing, namesNotNull }
    let applied = 0
    fc.assert(
      fc.property(randomTable, fc.array(numbers, { minLength: 1, maxLength: 12 }), (table, seeds) => {
        const start = applyStep({ kind: 'create-table', table }, shop, semantics)
        let schema = start
        const undo: Step[][] = []
        const trace: string[] = []
        for (const seed of seeds) {
          if (schema.views.keys().length === 0) break
          const step = stepFrom(schema, seed)
          try {
            const inverse = invertStep(step, schema, semantics)
            if (inverse.grade !== 'exact') continue
            schema = applyStep(step, schema, semantics)
            undo.unshift([...inverse.steps])
            trace.push(describeStep(step))
            applied += 1
          } catch (reason) {
            if (!(reason instanceof StepDoesNotApply)) throw reason
          }
        }
        try {
          for (const step of undo.flat()) schema = applyStep(step, schema, semantics)
        } catch (reason) {
          throw new Error(`after ${trace.join(', ')}: ${(reason as Error).message}`, { cause: reason })
        }
        expect(differences(start, schema), trace.join('\n')).toEqual([])
      }),
      { numRuns: 200 },
    )
    expect(applied).toBeGreaterThan(200)
  },
)

test('a step that is refused says so and nothing else', () => {
  fc.assert(
    fc.property(numbers, fc.constantFrom('users', 'posts', 'events', 'events_2025', 'teams'), (seed, gone) => {
      const tables = shop.tables.without(gone)
      const step = stepFrom(shop, seed)
      try {
        applyStep(step, { ...shop, tables }, parsing)
      } catch (reason) {
        expect(reason).toBeInstanceOf(StepDoesNotApply)
        expect((reason as StepDoesNotApply).reason).toMatch(/\S/)
      }
    }),
    { numRuns: 200 },
  )
})
