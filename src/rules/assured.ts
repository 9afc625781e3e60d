import type { Span } from '../model/diagnostic.ts'
import type { SourceFile } from '../history/migration.ts'

/** Rules about code that runs: whether it is ready only its team can know. */
const aboutCode = new Set([
  'drop-column-breaks-running-code',
  'drop-table-breaks-running-code',
  'rename-column-breaks-running-code',
  'rename-table-breaks-running-code',
])

const indentOf = (line: string): number => line.length - line.trimStart().length

/**
 * Does the team's own `safety_assured` (strong_migrations, online_migrations) stand around the statement? It says that
 * somebody has seen to the code, which is not to be seen here; of locks it says nothing that could not be judged.
 */
export const isAssured = (rule: string, span: Span, linesOf: (file: string) => readonly string[]): boolean => {
  if (!aboutCode.has(rule)) return false
  const lines = linesOf(span.file)
  let indent = indentOf(lines[span.line - 1] ?? '') + 1
  for (let at = span.line - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? ''
    if (line.trim() === '' || indentOf(line) >= indent) continue
    if (/\bsafety_assured\b/.test(line)) return true
    indent = indentOf(line)
  }
  return false
}

/** Lines of files, each split once. */
export const linesIn = (files: readonly SourceFile[]): ((file: string) => readonly string[]) => {
  const split = new Map<string, readonly string[]>()
  return file => {
    const known = split.get(file) ?? (files.find(({ path }) => path === file)?.text ?? '').split('\n')
    split.set(file, known)
    return known
  }
}
