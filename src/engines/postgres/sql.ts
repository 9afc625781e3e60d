import type { EngineVersion } from '../../model/engine.ts'
import type { Schema } from '../../model/schema.ts'
import type { SqlStatement } from '../../steps/engine.ts'
import type { PerStep, Step } from '../../steps/step.ts'
import { backfillPrinter } from './sql/backfill.ts'
import { columnSql } from './sql/column.ts'
import { constraintSql } from './sql/constraint.ts'
import { indexSql } from './sql/index.ts'
import { objectSql } from './sql/object.ts'
import { syncTriggerSql } from './sql/sync-trigger.ts'
import { tableSql } from './sql/table.ts'

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
