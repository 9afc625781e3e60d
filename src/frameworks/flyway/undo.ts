import { dirname, join } from 'node:path/posix'
import type { Unit } from '../../plan/plan.ts'
import type { Undo } from '../../plan/undo.ts'
import { awaiting, placeholder, versionOf, type UndoRequest } from '../undo.ts'

/** The script is one transaction, and needs none of its own. */
export const isOneTransaction = ({ down: { blocks } }: Pick<Unit, 'down'>): boolean =>
  blocks.length <= 1 && blocks.every(block => block.transactional)

/** The free edition undoes nothing: psql runs the script, and takes the file out of Flyway's history. In lines. */
export const undoCommand = (unit: Pick<Unit, 'down'>, script: string, version: string): readonly string[] => [
  `psql${isOneTransaction(unit) ? ' -1' : ''} -v ON_ERROR_STOP=1 -f ${script} \\`,
  `  -c "DELETE FROM flyway_schema_history WHERE version = '${version}'"`,
]

export const undo = ({ units, folder }: UndoRequest): Undo => ({
  reach: 'alone',
  ...awaiting(units),
  commands: units.flatMap(each => {
    const script =
      each.files.find(({ path }) => /(?:^|\/)U[^/]*\.sql$/.test(path))?.path ??
      join(dirname(folder), 'undo', `U${placeholder}__${each.unit.slug}.sql`)
    return undoCommand(each.unit, script, versionOf(each))
  }),
})
