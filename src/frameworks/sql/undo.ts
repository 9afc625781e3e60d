import type { Undo } from '../../plan/undo.ts'
import { awaiting, pathOf, type UndoRequest } from '../undo.ts'

const times = (count: number, command: string): readonly string[] => Array.from({ length: count }, () => command)

const url = '"$DATABASE_URL"'

/** A unit may take several files of a runner's, each with a version. */
const filesOf = ({ units }: UndoRequest): number =>
  units.reduce((sum, { files }) => sum + Math.max(1, new Set(files.flatMap(({ version }) => version ?? [])).size), 0)

/** psql runs any file; the runners go back from the last one. */
export const undo = (request: UndoRequest): Undo => {
  const { units, folder, layout } = request
  switch (layout) {
    case 'golang-migrate':
      return { reach: 'from the top', commands: [`migrate -path ${folder} -database ${url} down ${filesOf(request)}`] }
    case 'goose':
      return { reach: 'from the top', commands: times(filesOf(request), `goose -dir ${folder} postgres ${url} down`) }
    case 'dbmate':
      return { reach: 'from the top', commands: times(filesOf(request), `dbmate --url ${url} --migrations-dir ${folder} rollback`) }
    default:
      return {
        reach: 'alone',
        ...awaiting(units),
        commands: units.map(each => `psql -X -v ON_ERROR_STOP=1 -f ${pathOf(each, folder, '.down.sql')}`),
        besides: 'Where you keep a record of what has run, take them out of that too.',
      }
  }
}
