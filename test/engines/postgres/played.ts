import { semantics } from '../../../src/engines/postgres/expressions.ts'
import { readSql } from '../../../src/engines/postgres/read-sql/index.ts'
import { emptySchema, type Schema } from '../../../src/model/schema.ts'
import { applyAll } from '../../../src/steps/index.ts'
import type { Step } from '../../../src/steps/step.ts'

/** Reads statement after statement, each against what those before it made. */
export const play = (sql: string, from: Schema = emptySchema): { readonly steps: readonly Step[]; readonly schema: Schema } => {
  let schema = from
  const all: Step[] = []
  for (const { steps } of readSql(sql)) {
    const made = steps(schema)
    all.push(...made)
    schema = applyAll(made, schema, { ...semantics, namesNotNull: true })
  }
  return { steps: all, schema }
}
