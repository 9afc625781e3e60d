import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import { editGrants, granted, grantsAt, heldGrants } from './privileges.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const grantPrivileges: StepBehaviour<StepOf<'grant-privileges'>> = {
  apply: (step, schema) => editGrants(step, schema, step, grants => granted(grants, step.grant)),
  /** Takes everything named away, then gives back what was held before. */
  invert: (step, before) =>
    exact(
      { ...step, kind: 'revoke-privileges' },
      ...heldGrants(grantsAt(step, before, step), step.grant).map(grant => ({ ...step, grant })),
    ),
  describe: ({ table, column, grant }) =>
    `grant ${grant.privileges.join(', ')} on ${keyOf(table)}${column === undefined ? '' : `.${column}`} to ${grant.grantee}`,
}
