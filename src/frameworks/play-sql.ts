import type { PlaceOf, Recorder } from '../history/recorder.ts'
import { piecesOf } from './sql-pieces.ts'

/** SQL text where it stands. */
export interface SqlSource {
  readonly text: string
  readonly place: PlaceOf
}

/** What becomes of a line that is psql's: `\i other.sql`. Noted and passed over unless said otherwise. */
export type PlayCommand = (to: Recorder, command: string, at: ReturnType<PlaceOf>) => void

/**
 * Plays the SQL of a file. Rows behind `COPY … FROM STDIN` are no SQL: such a statement is kept whole, with them.
 */
export const playSql = (to: Recorder, { text, place }: SqlSource, playCommand: PlayCommand = passOver): void => {
  const pieces = piecesOf(text)
  let from = 0
  const flush = (until: number): void => {
    const stretch = text.slice(from, until)
    const start = from
    if (stretch.trim() !== '') to.sql(stretch, place(start, until), (a, b) => place(start + a, start + b))
  }
  pieces.forEach((piece, n) => {
    if (piece.kind === 'statement') return
    const statement = pieces[n - 1]
    flush(piece.kind === 'rows' && statement !== undefined ? statement.start : piece.start)
    const end = piece.kind === 'rows' ? endOfRows(text, piece.end) : piece.end
    if (piece.kind === 'command') playCommand(to, text.slice(piece.start, piece.end), place(piece.start, piece.end))
    else if (statement !== undefined) {
      const copy = text.slice(statement.start, statement.end)
      const touches = to.engine
        .readSql(copy)
        .flatMap(read => read.steps(to.schema()).flatMap(step => ('touches' in step ? step.touches : [])))
      const source = text.slice(statement.start, end)
      to.code({ language: 'sql', source, reason: 'copies rows that stand in the file', touches }, place(statement.start, end))
    }
    from = end
  })
  flush(text.length)
}

/** Behind the line that ends the rows. */
const endOfRows = (text: string, at: number): number => (text.startsWith('\\.', at) ? at + 2 : at)

const passOver: PlayCommand = (to, command, span) =>
  to.note({
    code: 'psql-command',
    severity: 'note',
    message: `${command.split(/\s/, 1)[0]} is a command of psql and no SQL: it is passed over`,
    span,
  })
