import type { Unit } from '../plan/plan.ts'
import type { Engine } from '../steps/engine.ts'
import { oneLine, source, type Source } from './literal.ts'
import type { Script } from './script.ts'

/** The statement with its semicolon, on a line of its own where a trailing comment would swallow it. */
export const terminated = (sql: string): Source<'sql'> => {
  const text = sql.trim().replace(/;$/, '')
  const lastLine = text.slice(text.lastIndexOf('\n') + 1)
  return source(lastLine.includes('--') ? `${text}\n;` : `${text};`)
}

/** A line of a file, with a marker behind lines of blanks, which a renderer would empty: they may stand inside a quoted text. */
const blankLine = '\uFDD0'
export const keepBlankLines = (sql: string): string =>
  sql.replaceAll(blankLine, `${blankLine}${blankLine}`).replace(/^[ \t]+$/gm, `$&${blankLine}`)
export const restoreBlankLines = (text: string): string => text.replace(/\uFDD0(\uFDD0?)/g, '$1')

/**
 * Every text of a script with its semicolon; the reason for a step stands above its first text.
 * @param comment makes a reason harmless where the runner reads comments
 */
export const statementsOf = (
  { head, statements, tail, leave = [] }: Pick<Script, 'head' | 'statements' | 'tail'> & Partial<Pick<Script, 'leave'>>,
  comment: (line: string) => string = line => line,
): readonly Source<'sql'>[] => [
  ...head.map(terminated),
  ...statements.flatMap(({ statement, before, sql, after }) =>
    [...before, ...sql, ...after].map((text, n) =>
      n === 0 ? explained(terminated(text), comment(oneLine(statement.why ?? ''))) : terminated(text),
    ),
  ),
  ...tail.map(terminated),
  ...leave.map(terminated),
]

const explained = (sql: Source<'sql'>, why: string): Source<'sql'> => (why === '' ? sql : source(`-- ${why}\n${sql}`))

/** Why a unit has no way back, as one sentence for the person who asked for it. */
export const irreversibleMessage = ({ title, down }: Unit): string =>
  `LOCKSTEP: "${title}" cannot be rolled back${down.because === undefined ? '' : `: ${down.because.replace(/\.$/, '')}`}. Nothing was changed.`

/** A statement that raises that sentence. */
export const raiseIrreversible = (unit: Unit, engine: Engine): string =>
  engine.assertFact({ condition: 'false', otherwise: irreversibleMessage(unit), reads: [], scans: false }, irreversibleMessage(unit))
