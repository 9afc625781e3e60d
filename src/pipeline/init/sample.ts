import { bigint, schema, sql, table, text, timestamptz } from '../../dsl/index.ts'
import type { Schema } from '../../model/schema.ts'

/** What a project begins with that says nothing of its own: one table, to see everything run. */
export const sampleSchema = (): Schema =>
  schema({
    users: table({
      id: bigint().identity().primaryKey(),
      email: text().notNull().unique(),
      name: text(),
      created_at: timestamptz()
        .notNull()
        .default(sql`now()`),
    }),
  }).schema
