import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import { editTable } from './edit.ts'
import { exact } from './inverse.ts'
import { spelled } from './rename-relation-text.ts'
import type { Semantics, StepBehaviour, StepOf } from './step.ts'

/** As the catalog is read: absent for the usual, and an index's bare name in full. */
const read = (identity: string | undefined, semantics: Semantics): string | undefined => {
  if (identity === undefined || /^default$/i.test(identity)) return undefined
  if (/^(?:full|nothing)$/i.test(identity)) return identity.toUpperCase()
  return /^using\s+index\s/i.test(identity) ? identity : `USING INDEX ${spelled(identity, semantics)}`
}

export const setReplicaIdentity: StepBehaviour<StepOf<'set-replica-identity'>> = {
  apply: (step, schema, semantics) =>
    editTable(step, schema, step.table, table => ({ ...table, replicaIdentity: read(step.to, semantics) })),
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    return exact({ ...step, from: step.to, to: table === undefined ? step.from : table.replicaIdentity })
  },
  describe: ({ table, to }) => `${to === undefined ? 'reset' : 'set'} replica identity of ${keyOf(table)}`,
}
