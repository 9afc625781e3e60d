import type { GateLine } from '../model/gate.ts'
import { keyOf, sibling } from '../model/name.ts'
import { tableIn, type Index, type Table } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, noneTwice } from './gates.ts'
import { expand, migrate, type Candidate, type ChangeBehaviour, type Recipe, type RecipeContext, type Refusal } from './recipe.ts'
import { createIndexSafely } from './safely.ts'

type AddIndex = ChangeOf<'add-index'>

/** A unique index refuses rows from the moment its build begins: code that writes the same value twice has to be gone. */
const gate = (table: Table, index: Index, { engine, isNew }: RecipeContext): readonly GateLine[] => {
  if (!index.unique || isNew(table)) return []
  const rule = `never writes the same ${index.parts.map(p => p.column ?? p.expression).join(', ')} twice`
  const keys = index.parts.map(p => (p.column === undefined ? `(${p.expression})` : engine.quoteIdentifier(p.column)))
  const rows = [
    ...(index.where === undefined ? [] : [`(${index.where})`]),
    ...(index.nullsNotDistinct === true ? [] : keys.map(key => `${key} IS NOT NULL`)),
  ]
  return [
    codeDeployed(`All running code ${rule}`, { kind: 'keep-rule', table: table.name, rule }),
    noneTwice(table.name, { sql: keys, named: keys.join(', ') }, rows, engine),
  ]
}

const online: Recipe<AddIndex> = ({ table: name, index }, context): Candidate | Refusal => {
  const table = tableIn(context.schema, name)!
  if (!context.engine.can.concurrentBuildsAreSafe) {
    return {
      recipe: 'concurrent-index',
      refused: 'concurrent builds can silently corrupt the index on PostgreSQL 14.0 to 14.3',
      instead: 'update the server to 14.4 or later, or use a maintenance window (--downtime)',
    }
  }
  if (table.partitioning !== undefined && !context.isNew(table)) return perPartition(table, index, context)
  const steps = createIndexSafely(table, index, context)
  return {
    recipe: 'concurrent-index',
    how: 'builds the index concurrently, outside a transaction',
    stages: [{ ...(context.isNew(table) ? expand(...steps) : migrate(...steps)), gate: gate(table, index, context) }],
  }
}

const perPartition = (table: Table, index: Index, context: RecipeContext): Candidate => ({
  recipe: 'index-per-partition',
  how: 'builds the index concurrently on each partition, creates it on the parent alone, and attaches those',
  stages: [{ ...migrate(...createIndexSafely(table, index, context)), gate: gate(table, index, context) }],
  notes: [
    `Partitions of ${keyOf(table.name)} made while this runs get no such index, and ${index.name} stays invalid until each has one attached: hold the job that makes partitions back until the last file is through.`,
  ],
})

export const addIndex: ChangeBehaviour<AddIndex> = {
  recipes: [online],
  direct: ({ table, index }) => [{ kind: 'create-index', table, index, online: false }],
  describe: ({ table, index }) => `add index ${index.name} on ${keyOf(sibling(table, table.name))}`,
}
