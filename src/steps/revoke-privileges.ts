import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import { editGrants, grantsAt, heldGrants, revoked } from './privileges.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const revokePrivileges: StepBehaviour<StepOf<'revoke-privileges'>> = {
  apply: (step, schema) => editGrants(step, schema, step, grants => revoked(grants, step.grant)),
  invert: (step, before) =>
    exact(...heldGrants(grantsAt(step, before, step), step.grant).map(grant => ({ ...step, kind: 'grant-privileges', grant }) as const)),
  describe: ({ table, column, grant }) =>
    `revoke ${grant.privileges.join(', ')} on ${keyOf(table)}${column === undefined ? '' : `.${column}`} from ${grant.grantee}`,
}
