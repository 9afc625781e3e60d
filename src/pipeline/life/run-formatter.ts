import { spawnSync } from 'node:child_process'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'

/** Words of a command line as a shell takes them: quotes hold spaces together, nothing else is special. Nothing where a quote stays open. */
export const wordsOf = (command: string): readonly string[] | undefined => {
  const words: string[] = []
  let rest = command.trim()
  while (rest !== '') {
    const [word] = /^(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/s.exec(rest) ?? []
    if (word === undefined) return undefined
    words.push(
      word.replaceAll(
        /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
        (_, single?: string, double?: string, escaped?: string) => single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    )
    const after = rest.slice(word.length)
    if (after !== '' && !/^\s/.test(after)) return undefined
    rest = after.trimStart()
  }
  return words
}

/**
 * Runs the team's formatter on files that were just written. No shell is involved: the files are its last arguments.
 *
 * @param root where it runs; files are named from there
 */
export const runFormatter = (command: string, files: readonly string[], root: string): Result<void> => {
  const [program, ...words] = wordsOf(command) ?? []
  if (program === undefined)
    return fail(
      error(
        'formatter-unreadable',
        `The formatter \`${command}\` is no command: a quote stays open.`,
        'correct formatter in lockstep.config.ts',
      ),
    )
  const {
    status,
    signal,
    stdout,
    stderr,
    error: problem,
  } = spawnSync(program, [...words, ...files], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
  if (problem === undefined && status === 0) return ok(undefined)
  const said = [stdout, stderr].map(text => (text ?? '').trimEnd()).filter(text => text !== '')
  const how =
    problem === undefined ? (signal === null ? `ended with ${status}` : `was ended by ${signal}`) : `could not be run: ${problem.message}`
  return fail(
    error(
      'formatter-failed',
      [`The files are written, but the formatter \`${command}\` ${how}.`, ...said].join('\n'),
      'mend what it complains of in the files, or correct formatter in lockstep.config.ts; nothing has to be generated again',
    ),
  )
}
