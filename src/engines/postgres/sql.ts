import type { EngineVersion } from '../../model/engine.ts'
import type { Schema } from '../../model/schema.ts'
import type { LoneStatement, SqlStatement } from '../../steps/engine.ts'
import type { PerStep, Step } from '../../steps/step.ts'
import { capabilities } from './capabilities.ts'
import { backfillPrinter } from './sql/backfill.ts'
import { columnSql } from './sql/column.ts'
import { constraintSql } from './sql/constraint.ts'
import { indexSql, loneIndexOnline } from './sql/index.ts'
import { objectSql } from './sql/object.ts'
import { plainStatements } from './sql/plain.ts'
import { syncTriggerSql } from './sql/sync-trigger.ts'
import { loneDetach, tableSql } from './sql/table.ts'

/**
 * PostgreSQL's statements of every step. Each may be repeated as it stands (IF [NOT] EXISTS, OR REPLACE, SET) or
 * says by `doneWhen` when it has been run; where IF NOT EXISTS would take anything of that name for the wanted
 * object, `assertAfter` looks at its shape. The exception is `execute-sql`, which is its author's.
 */
export const sql: PerStep<[before: Schema, version: EngineVersion], readonly SqlStatement[]> = {
  ...tableSql,
  ...columnSql,
  ...syncTriggerSql,
  ...backfillPrinter,
  ...constraintSql,
  ...indexSql,
  ...objectSql,
}

/** The statements of one step, in order; `before` is the schema it meets. */
export const statementsOf = (step: Step, before: Schema, version: EngineVersion): readonly SqlStatement[] =>
  (sql[step.kind] as (step: Step, before: Schema, version: EngineVersion) => readonly SqlStatement[])(step, before, version)

/** Steps whose interruption leaves something behind that only statements of their own could clear away. */
export const loneStatementsOf = (step: Step, version: EngineVersion): readonly LoneStatement[] | undefined => {
  if (step.kind === 'create-index' && step.online) return loneIndexOnline(step.table, step.index)
  if (step.kind === 'detach-partition' && step.online && capabilities(version).detachConcurrently)
    return loneDetach(step.table, step.partitionOf)
  return undefined
}

/** As a person would write them. */
export const plainStatementsOf = (step: Step, before: Schema, version: EngineVersion): readonly string[] =>
  plainStatements(step, before, version, {
    statements: each => statementsOf(each, before, version),
    lone: each => loneStatementsOf(each, version),
  })
