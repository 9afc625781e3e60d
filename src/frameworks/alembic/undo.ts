import type { Undo } from '../../plan/undo.ts'
import type { UndoRequest } from '../undo.ts'

/** A revision is taken back after all that follow it. Its id is known before it is written. */
export const undo = ({ units }: UndoRequest): Undo => ({
  reach: 'from the top',
  commands: units.slice(-1).map(({ unit }) => `alembic downgrade ${unit.id}-1`),
})
