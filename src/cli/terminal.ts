import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'

/** Where a command writes. Tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void
  /** Colours and glyphs on standard output; never in a pipe. */
  readonly isPainted: boolean
  /** Columns text may take. */
  readonly width: number
  /** Diagnostics go to standard error. */
  readonly report: (diagnostics: readonly Diagnostic[]) => Promise<void>
  /**
   * Asks the person at the keyboard; absent where there is none, as in a pipe or in CI.
   *
   * @param complete what the tab key offers for the text so far
   */
  readonly ask?: (question: string, complete?: (typed: string) => readonly string[]) => Promise<string>
}

const pipeWidth = 120
/** Longer lines are hard to read, however wide the window. */
const widest = 140

/** https://no-color.org: any value but the empty one turns colours off. */
const isPainted = (stream: NodeJS.WriteStream): boolean => stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'

const widthOf = (stream: NodeJS.WriteStream): number =>
  stream.isTTY ? Math.min(widest, Math.max(60, stream.columns ?? pipeWidth)) : pipeWidth

export function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // the place is still named; the frame is a courtesy
  }
}

/** A file as the user would name it. */
export const nameOf = (file: string): string => {
  const near = relative(process.cwd(), file)
  return near.startsWith('..') ? file : near
}

/** Whoever read the pipe has seen enough (`| head`): no reason to fail, nor to stop writing files. */
const readerLeft = (problem: NodeJS.ErrnoException): void => {
  if (problem.code !== 'EPIPE') throw problem
}

async function ask(question: string, complete: (typed: string) => readonly string[] = () => []): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const completer = (typed: string): [string[], string] => [complete(typed).filter(word => word.startsWith(typed)), typed]
  const lines = createInterface({ input: process.stdin, output: process.stdout, completer })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}

/** CI systems may give a terminal, and nobody sits at it. */
const isSomebodyThere = (): boolean => process.stdin.isTTY && process.stdout.isTTY && !process.env['CI']

/** The terminal this process was started from. */
export const processTerminal = (): Terminal => {
  process.stdout.on('error', readerLeft)
  return {
    out: text => void process.stdout.write(text),
    isPainted: isPainted(process.stdout),
    width: widthOf(process.stdout),
    ...(isSomebodyThere() ? { ask } : {}),
    report: async diagnostics => {
      const { reportDiagnostics } = await import('../pipeline.ts')
      process.stderr.write(
        await reportDiagnostics(diagnostics, { isPainted: isPainted(process.stderr), width: widthOf(process.stderr), sourceOf, nameOf }),
      )
    },
  }
}
