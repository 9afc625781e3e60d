import { createRequire } from 'node:module'
import type { Program } from './nodes.ts'

export interface Parsed {
  readonly program: Program
  /** Why PHP itself would not take the file. */
  readonly problem?: { readonly message: string; readonly line: number }
}

export type Parse = (text: string, name: string) => Parsed

interface Engine {
  readonly parseCode: (text: string, name: string) => Program
}

/** Loads php-parser. */
export const loadParser = (): Parse => {
  const { Engine: Parser } = createRequire(import.meta.url)('php-parser') as { Engine: new (options: object) => Engine }
  const of = (version: string): Engine =>
    new Parser({ parser: { version, suppressErrors: true, extractDoc: false }, ast: { withPositions: true } })
  // Newer ones misread promoted properties of a type `(A&B)|null`.
  const engines = [of('8.5'), of('8.3')]
  return (text, name) => {
    let first: Parsed | undefined
    for (const engine of engines) {
      const read = attempt(engine, text, name)
      if (read.problem === undefined) return read
      first ??= read
    }
    return first!
  }
}

const attempt = (engine: Engine, text: string, name: string): Parsed => {
  try {
    const program = engine.parseCode(text, name)
    const [error] = program.errors
    if (error === undefined) return { program }
    return { program, problem: { message: error.message.replace(/ on line \d+$/, ''), line: error.line ?? error.lineNumber ?? 1 } }
  } catch (problem) {
    // The lexer throws where the parser would collect: an unfinished heredoc, say.
    const { message, lineNumber = 1 } = problem as Error & { lineNumber?: number }
    const start = { line: 1, column: 0, offset: 0 }
    return {
      program: { kind: 'program', children: [], errors: [], loc: { start, end: start } },
      problem: { message: message.replace(/ on line \d+$/, ''), line: lineNumber },
    }
  }
}
