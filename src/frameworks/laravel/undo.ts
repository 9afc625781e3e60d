import type { Undo } from '../../plan/undo.ts'
import { awaiting, pathOf, type UndoRequest } from '../undo.ts'

/** More than any ledger has: without `--step` it looks at the last batch alone. */
const allSteps = 999_999

/** Laravel goes through what has run, and takes back what it finds at the path. Paths are seen from the application. */
export const undo = ({ units, folder, project: { root = '' } = { folders: [], options: {}, because: '' } }: UndoRequest): Undo => ({
  reach: 'alone',
  ...awaiting(units),
  commands: units.map(each => {
    const path = pathOf(each, folder, '.php')
    return `php artisan migrate:rollback --force --step=${allSteps} --path=${path.startsWith(root) ? path.slice(root.length) : path}`
  }),
  besides: 'It says "Migration not found" of everybody else’s, and leaves them.',
})
