import type { StepBehaviour, StepOf } from './step.ts'
import { tableAttribute } from './table-attribute.ts'

export const setReplicaIdentity: StepBehaviour<StepOf<'set-replica-identity'>> = tableAttribute('replicaIdentity', 'replica identity')
