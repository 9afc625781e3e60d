import { compareSchemas } from './diff/diff-schemas.ts'
import { changeWith } from './dsl/index.ts'

/** Everything a schema or change file imports from `lockstep`. */
export * from './dsl/index.ts'

/**
 * Starts a change: ``export default change(schema, 'full names').table('users', t => t.renameColumn('name', 'full_name'))``.
 * Without a title the plan describes its changes.
 */
export const change = changeWith(compareSchemas)
