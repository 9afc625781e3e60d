import type { Undo } from '../../plan/undo.ts'
import type { UndoRequest } from '../undo.ts'

/** `rollback-one-changeset` is not in the free edition, which counts from the last change set. */
export const undo = ({ units }: UndoRequest): Undo => ({
  reach: 'from the top',
  commands: units.length === 0 ? [] : [`liquibase rollback-count ${units.length}`],
})
