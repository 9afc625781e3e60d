/** A table's cell. Underscores between letters are harmless, and names read better without backslashes. */
export const cell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')

export const tableHead = (...titles: readonly string[]): readonly string[] => [
  `| ${titles.join(' | ')} |`,
  `|${' --- |'.repeat(titles.length)}`,
]

/** A fence longer than any run of backticks inside. */
export function fenced(language: string, text: string, indent = ''): readonly string[] {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  return [`${fence}${language}`, ...text.split('\n'), fence].map(line => (line === '' ? '' : indent + line))
}
