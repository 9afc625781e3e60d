import { basename, dirname, join } from 'node:path/posix'
import type { Unit } from '../../plan/plan.ts'
import type { Undo } from '../../plan/undo.ts'
import type { FlywaySettings } from '../read.ts'
import { awaiting, placeholder, versionOf, type UndoRequest } from '../undo.ts'
import { isPlain } from './ledger.ts'
import { scriptNames } from './script-names.ts'

/** The script is one transaction, and needs none of its own. */
export const isOneTransaction = ({ down: { blocks } }: Pick<Unit, 'down'>): boolean =>
  blocks.length <= 1 && blocks.every(block => block.transactional)

/** The free edition undoes nothing: psql runs the script, and takes the file out of Flyway's history. In lines. */
export const undoCommand = (unit: Pick<Unit, 'down'>, script: string, version: string, settings?: FlywaySettings): readonly string[] => [
  `psql${isOneTransaction(unit) ? ' -1' : ''} -v ON_ERROR_STOP=1 -f ${script} \\`,
  `  -c "DELETE FROM ${historyOf(settings)} WHERE version = '${version}'"`,
]

/** The table of Flyway's history, as it stands in a command of the shell; the usual one where only Flyway knows. */
const historyOf = ({ defaultSchema, table = 'flyway_schema_history' }: FlywaySettings = {}): string =>
  [defaultSchema, table].filter(name => name !== undefined && isPlain(name)).join('.')

export const undo = ({ units, folder, project }: UndoRequest): Undo => ({
  reach: 'alone',
  ...awaiting(units),
  commands: units.flatMap(each => {
    const { undo: prefix, separator, suffix } = scriptNames(project?.options.flyway)
    const script =
      each.files.find(({ path }) => basename(dirname(path)) === 'undo' && path.endsWith(suffix))?.path ??
      join(dirname(folder), 'undo', `${prefix}${placeholder}${separator}${each.unit.slug}${suffix}`)
    return undoCommand(each.unit, script, versionOf(each), project?.options.flyway)
  }),
})
