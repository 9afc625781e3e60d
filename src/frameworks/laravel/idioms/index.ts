import type { StepKind } from '../../../steps/step.ts'
import type { Idioms } from '../../idiom.ts'
import type { LaravelContext } from '../context.ts'
import { columnIdioms } from './column-idioms.ts'
import { constraintIdioms } from './constraint-idioms.ts'
import { indexIdioms } from './index-idioms.ts'
import { tableIdioms } from './table-idioms.ts'

/**
 * Proved on PostgreSQL only; elsewhere every step is SQL. A view's `unless` or `onlyIf` is the builder's own test of whether
 * the step is still to be done; `isRepeatable` where none is needed.
 */
export const laravelIdioms: Idioms<LaravelContext> = { ...tableIdioms, ...columnIdioms, ...constraintIdioms, ...indexIdioms }

/** The builder throws on SQLite, or needs a library there. */
export const postgresOnly: ReadonlySet<StepKind> = new Set<StepKind>(['rename-index'])
