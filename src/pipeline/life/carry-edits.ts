import { error, fail, ok, type Result } from '../../model/diagnostic.ts'

/** A file as it was generated, and as it would be under its new name. */
export interface Rewritten {
  /** From the root of the workspace. */
  readonly path: string
  readonly before: string
  readonly after: string
}

/**
 * A file that a person edited, with what names its version changed and everything else left alone. Refused where those lines
 * were edited too: what they are to say then is for a person to decide.
 *
 * @param edited as it stands
 */
export const carryEdits = (edited: string, { path, before, after }: Rewritten): Result<string> => {
  const [old, renewed] = [before.split('\n'), after.split('\n')]
  if (old.length !== renewed.length) return fail(cannotCarry(path, 'more than single lines of it name its version'))
  let lines = edited.split('\n')
  for (const [n, line] of old.entries()) {
    const wanted = renewed[n]!
    if (line === wanted || lines.includes(wanted)) continue
    const [from, to] = difference(line, wanted)
    const found = lines.includes(line) ? line : lines.find(each => from.length >= enough && each.includes(from))
    if (found === undefined) return fail(cannotCarry(path, `its line \`${line.trim()}\` names its version, and was edited`))
    lines = lines.map(each => (each === found ? (found === line ? wanted : found.replaceAll(from, to)) : each))
  }
  return ok(lines.join('\n'))
}

/** Shorter words may stand anywhere by chance. */
const enough = 8

/** The words in which two lines differ, as far as letters, digits and underscores go. */
const difference = (a: string, b: string): readonly [string, string] => {
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  while (start > 0 && /\w/.test(a[start - 1]!)) start -= 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  while (end > 0 && /\w/.test(a.at(-end)!)) end -= 1
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

const cannotCarry = (path: string, because: string) =>
  error(
    'cannot-restamp-edited',
    `${path} was edited by hand and cannot be given another version: ${because}. Nothing was written.`,
    'give it its new version by hand, in its name and in that line; or restore it as it was generated, and edit it again afterwards',
  )
