import type { StepKind } from '../../../steps/step.ts'
import type { Idioms } from '../../idiom.ts'
import type { LaravelContext } from '../context.ts'
import { columnIdioms } from './column-idioms.ts'
import { constraintIdioms } from './constraint-idioms.ts'
import { indexIdioms } from './index-idioms.ts'
import { tableIdioms } from './table-idioms.ts'

/** Proved on PostgreSQL only; elsewhere every step is SQL. */
export const laravelIdioms: Idioms<LaravelContext> = { ...tableIdioms, ...columnIdioms, ...constraintIdioms, ...indexIdioms }

/** The builder throws on SQLite, or needs a library there. */
export const postgresOnly: ReadonlySet<StepKind> = new Set<StepKind>(['drop-constraint', 'rename-index'])
