import { columnPerformers } from './columns.ts'
import { constraintPerformers } from './constraints.ts'
import { tableMakers } from './create-table.ts'
import { indexPerformers } from './indexes.ts'
import type { Performers } from './performers.ts'
import { referencePerformers } from './references.ts'
import { tablePerformers, typePerformers } from './tables.ts'

/** Active Record's methods on the schema, and what each does to PostgreSQL. */
export const performers: Performers = {
  ...tableMakers,
  ...tablePerformers,
  ...columnPerformers,
  ...indexPerformers,
  ...referencePerformers,
  ...constraintPerformers,
  ...typePerformers,
}
