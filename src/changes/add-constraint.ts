import { keyOf } from '../model/name.ts'
import type { GateLine } from '../model/gate.ts'
import { tableIn, type Constraint, type Table } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, noneTwice, proved } from './gates.ts'
import { expand, migrate, type Candidate, type ChangeBehaviour, type Recipe, type RecipeContext, type Refusal } from './recipe.ts'
import { addConstraintSafely } from './safely.ts'

type AddConstraint = ChangeOf<'add-constraint'>

/** What every writer must already respect, in words. */
const rule = (constraint: Constraint): string => {
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique':
      return `never writes the same ${constraint.columns.join(', ')} twice`
    case 'foreign-key':
      return `writes ${constraint.columns.join(', ')} only for rows of ${keyOf(constraint.references)} that exist`
    case 'check':
      return `only writes rows for which ${constraint.expression} holds`
    case 'exclusion':
      return `never writes rows that conflict under ${constraint.name}`
    case 'not-null':
      return `always writes ${constraint.column}`
  }
}

/** A query that returns true while no row breaks the rule, where one can be written in general. */
const holdsNow = (table: Table, constraint: Constraint, { engine }: RecipeContext): readonly GateLine[] => {
  const from = engine.quoteName(table.name)
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique': {
      const keys = { sql: constraint.columns.map(engine.quoteIdentifier), named: constraint.columns.join(', ') }
      const countsNulls = constraint.kind === 'unique' && constraint.nullsNotDistinct === true
      return [noneTwice(table.name, keys, countsNulls ? [] : keys.sql.map(key => `${key} IS NOT NULL`), engine)]
    }
    case 'check':
      return [
        proved(
          `Every row of ${keyOf(table.name)} passes ${constraint.name}`,
          `SELECT NOT EXISTS (SELECT FROM ${from} WHERE NOT (${constraint.expression}))`,
          {
            query: `SELECT count(*) FROM ${from} WHERE NOT (${constraint.expression})`,
            otherwise: `%s rows of ${keyOf(table.name)} do not`,
          },
        ),
      ]
    case 'foreign-key': {
      const pairs = constraint.columns
        .map((c, i) => `p.${engine.quoteIdentifier(constraint.referencedColumns[i]!)} = c.${engine.quoteIdentifier(c)}`)
        .join(' AND ')
      const present = constraint.columns.map(c => `c.${engine.quoteIdentifier(c)} IS NOT NULL`).join(' AND ')
      const orphans = `FROM ${from} c WHERE ${present} AND NOT EXISTS (SELECT FROM ${engine.quoteName(constraint.references)} p WHERE ${pairs})`
      return [
        proved(
          `Every ${constraint.columns.join(', ')} of ${keyOf(table.name)} has its row in ${keyOf(constraint.references)}`,
          `SELECT NOT EXISTS (SELECT ${orphans})`,
          { query: `SELECT count(*) ${orphans}`, otherwise: `%s rows of ${keyOf(table.name)} have none` },
        ),
      ]
    }
    case 'exclusion':
    case 'not-null':
      return []
  }
}

/** The server starts to refuse rows: code that still writes such rows has to be gone. */
const gate = (table: Table, constraint: Constraint, context: RecipeContext): readonly GateLine[] =>
  context.isNew(table)
    ? []
    : [
        codeDeployed(`All running code ${rule(constraint)}`, { kind: 'keep-rule', table: table.name, rule: rule(constraint) }),
        ...holdsNow(table, constraint, context),
      ]

const indexNote = (table: Table, constraint: Constraint): readonly string[] => {
  if (constraint.kind !== 'foreign-key') return []
  const leading = (columns: readonly (string | undefined)[]): boolean => columns[0] === constraint.columns[0]
  const indexed =
    table.indexes.some(i => leading(i.parts.map(p => p.column))) ||
    table.constraints.some(c => (c.kind === 'primary-key' || c.kind === 'unique') && leading(c.columns))
  return indexed
    ? []
    : [
        `${keyOf(table.name)}.${constraint.columns.join(', ')} has no index: every DELETE or key UPDATE on ${keyOf(constraint.references)} reads the whole of ${keyOf(table.name)}. Add one with t.addIndex([${constraint.columns.map(c => `'${c}'`).join(', ')}]).`,
      ]
}

const refusal = (table: Table, constraint: Constraint, context: RecipeContext): Refusal | undefined => {
  if (context.isNew(table) || context.isSmall(table)) return undefined
  const recipe = 'add-constraint'
  if (constraint.kind === 'exclusion') {
    return {
      recipe,
      refused: 'an exclusion constraint builds its index under an exclusive lock; the server has no other form',
      instead: 'state the table as small, use a maintenance window (--downtime), or put it on a new table and move the rows',
    }
  }
  if (table.partitioning === undefined) return undefined
  if (constraint.kind === 'unique' || constraint.kind === 'primary-key') {
    return {
      recipe,
      refused:
        'a partitioned table takes no ready index for a constraint, so the server builds one on every partition under an exclusive lock',
      instead: 'add a unique index instead (t.addIndex(…, { unique: true })): it is built per partition',
    }
  }
  return constraint.kind === 'foreign-key' && !context.engine.can.notValidForeignKeyOnPartitioned
    ? {
        recipe,
        refused:
          'before PostgreSQL 18 a foreign key on a partitioned table cannot be NOT VALID: the server reads every partition under its lock',
        instead: 'add the foreign key to each partition, or move to PostgreSQL 18',
      }
    : undefined
}

const stepwise: Recipe<AddConstraint> = ({ table: name, constraint }, context): Candidate | Refusal => {
  const table = tableIn(context.schema, name)!
  const refused = refusal(table, constraint, context)
  if (refused !== undefined) return refused
  const steps = addConstraintSafely(table, constraint, context)
  const stage = context.isNew(table) ? expand(...steps) : migrate(...steps)
  const how: Record<Constraint['kind'], string> = {
    'primary-key': 'builds the index concurrently, then lets the constraint take it over',
    unique: 'builds the index concurrently, then lets the constraint take it over',
    'foreign-key': 'binds new rows at once, then reads the old ones while traffic goes on',
    check: 'binds new rows at once, then reads the old ones while traffic goes on',
    exclusion: 'adds the constraint at once: the table is small or new',
    'not-null': 'binds new rows at once, then reads the old ones while traffic goes on',
  }
  return {
    recipe: 'add-constraint',
    how: how[constraint.kind],
    stages: [{ ...stage, gate: gate(table, constraint, context) }],
    notes: indexNote(table, constraint),
  }
}

export const addConstraint: ChangeBehaviour<AddConstraint> = {
  recipes: [stepwise],
  direct: ({ table, constraint }) => [{ kind: 'add-constraint', table, constraint }],
  describe: ({ table, constraint }) => `add ${constraint.kind.replace('-', ' ')} ${keyOf(table)}.${constraint.name}`,
}
