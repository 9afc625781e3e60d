import type { Idioms } from '../../idiom.ts'
import type { AlembicContext } from '../context.ts'
import { columnIdioms } from './column-idioms.ts'
import { constraintIdioms } from './constraint-idioms.ts'
import { indexIdioms } from './index-idioms.ts'
import { tableIdioms } from './table-idioms.ts'

/** Steps that Alembic's operations say exactly, on PostgreSQL; every other step is SQL. */
export const alembicIdioms: Idioms<AlembicContext> = { ...tableIdioms, ...columnIdioms, ...constraintIdioms, ...indexIdioms }
