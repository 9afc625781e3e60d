import type { Idioms } from '../../idiom.ts'
import type { RailsContext } from '../context.ts'
import { columnIdioms } from './column-idioms.ts'
import { constraintIdioms } from './constraint-idioms.ts'
import { indexIdioms } from './index-idioms.ts'
import { objectIdioms } from './object-idioms.ts'
import { tableIdioms } from './table-idioms.ts'

/** Proved on PostgreSQL only; elsewhere every step is SQL. */
export const railsIdioms: Idioms<RailsContext> = { ...tableIdioms, ...columnIdioms, ...constraintIdioms, ...indexIdioms, ...objectIdioms }
