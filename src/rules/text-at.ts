import type { Span } from '../model/diagnostic.ts'
import type { SourceFile } from '../history/migration.ts'

/** Reads places in files; each file is split into lines once, when first asked for. */
export function textAt(files: readonly SourceFile[]): (span: Span) => string {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const split = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    const known = split.get(file)
    if (known !== undefined) return known
    const lines = (texts.get(file) ?? '').split('\n')
    split.set(file, lines)
    return lines
  }
  return ({ file, line, column, endLine = line, endColumn }) => {
    const lines = linesOf(file).slice(line - 1, endLine)
    const last = lines.length - 1
    return lines
      .map((text, at) => text.slice(at === 0 ? column - 1 : 0, at === last && endColumn !== undefined ? endColumn - 1 : text.length))
      .join('\n')
  }
}
