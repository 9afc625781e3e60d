import type { EngineVersion } from '../../model/engine.ts'
import { keyOf, sibling, type Name } from '../../model/name.ts'
import type { Job } from '../../steps/engine.ts'
import type { Step, StepOf } from '../../steps/step.ts'
import { quoteIdentifier, quoteName } from './quote.ts'
import { backfillInSlices } from './sql/backfill.ts'
import { exists, hasColumn, hasConstraint, regclass } from './sql/catalog.ts'
import { indexWithin, isBuilt } from './sql/index.ts'
import { enclose } from './sql/print.ts'

/** Rows that nobody notices when they are read or changed at once: those of a laptop, a test, a new tenant. */
const few = 1000

const hasFewRows = (table: Name): string => `(SELECT count(*) FROM (SELECT FROM ${quoteName(table)} LIMIT ${few + 1}) AS few) <= ${few}`

const backfillJob = (step: StepOf<'backfill'>, version: EngineVersion): Job => {
  const { table, set, where } = step
  const rows = `SELECT FROM ${quoteName(table)} WHERE ${where}`
  const columns = set.map(({ column }) => column)
  return {
    kind: 'backfill',
    table,
    through: `NOT EXISTS (${rows})`,
    scans: true,
    left: `%s rows of ${keyOf(table)} are left`,
    count: `SELECT count(*) FROM ${quoteName(table)} WHERE ${where}`,
    ready: columns.map(column => hasColumn(table, column)).join(' AND '),
    missing: `${columns.map(column => `${keyOf(table)}.${column}`).join(', ')} is not there yet`,
    mayBeAtOnce: hasFewRows(table),
    // Asked once more: where the table is full and through, it is not read a second time.
    atOnce: [
      {
        sql: `UPDATE ${quoteName(table)} SET ${set.map(({ column, expression }) => `${quoteIdentifier(column)} = ${expression}`).join(', ')}\nWHERE ${enclose(where)}\n  AND ${hasFewRows(table)}`,
      },
    ],
    batches: backfillInSlices(step, version),
  }
}

const indexJob = ({ table, index }: StepOf<'create-index'>): Job => {
  const through = isBuilt(table, index, true)
  const leftover = exists('pg_index', `indexrelid = ${regclass(sibling(table, index.name))}`, 'NOT indisvalid')
  return {
    kind: 'index',
    table,
    through,
    scans: false,
    left: `Index ${index.name} of ${keyOf(table)} is not there, or not valid`,
    ready: `${regclass(table)} IS NOT NULL`,
    missing: `table ${keyOf(table)} is not there yet`,
    // What a stopped build left is cleared away by the job alone.
    mayBeAtOnce: `${hasFewRows(table)} AND NOT ${leftover}`,
    atOnce: indexWithin(table, index).map((text, n) => (n === 0 ? { ...text, doneWhen: through } : text)),
    atOnceLocks: { relation: table, relationKind: 'table', mode: 'share' },
  }
}

const validationJob = ({ table, constraint }: StepOf<'validate-constraint'>, { major }: EngineVersion): Job | undefined => {
  // A flag of its column, which is set under a lock that stops traffic: it has a proof and reads nothing.
  if (constraint.kind === 'not-null' && major < 18) return undefined
  const through = hasConstraint(table, constraint.name, 'convalidated')
  return {
    kind: 'validation',
    table,
    through,
    scans: false,
    left: `Constraint ${constraint.name} of ${keyOf(table)} is not validated`,
    ready: hasConstraint(table, constraint.name),
    missing: `constraint ${constraint.name} of ${keyOf(table)} is not there yet`,
    mayBeAtOnce: hasFewRows(table),
    atOnce: [{ sql: `ALTER TABLE ${quoteName(table)} VALIDATE CONSTRAINT ${quoteIdentifier(constraint.name)}`, doneWhen: through }],
  }
}

/** What of a step may be done away from a deployment: work in proportion to the table that stops no traffic. */
export const jobOf = (step: Step, version: EngineVersion): Job | undefined => {
  switch (step.kind) {
    case 'backfill':
      return backfillJob(step, version)
    case 'create-index':
      return step.online && step.materializedView !== true ? indexJob(step) : undefined
    case 'validate-constraint':
      return validationJob(step, version)
    default:
      return undefined
  }
}
