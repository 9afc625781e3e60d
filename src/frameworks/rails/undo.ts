import type { Undo } from '../../plan/undo.ts'
import { awaiting, versionOf, type UndoRequest } from '../undo.ts'

/** An application with several databases has the task once for each. */
export const undo = ({ units, project }: UndoRequest): Undo => ({
  reach: 'alone',
  ...awaiting(units),
  commands: units.map(
    each =>
      `bin/rails db:migrate:down${project?.database === undefined ? '' : `:${project.database}`} VERSION=${versionOf(each)} # ${each.unit.slug}`,
  ),
})
