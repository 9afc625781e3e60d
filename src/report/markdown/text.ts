/** A table's cell, as it stands. */
export const cell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')

/** `users.full_name`, `zz_lockstep_users`: what is certainly a name; words with dots at their end are not. */
const names = /(?<![\w$.`/-])(?:[A-Za-z_][\w$]*)(?:\.[A-Za-z_][\w$]*)+(?![\w$`/(-])|(?<![\w$.`/-])[A-Za-z$]*_[\w$]*[\w$](?![\w$`/(.-]\w)/g

/** A sentence for a cell or a paragraph, its names in code type. Code that the author marked stays as it is. */
export const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, at) =>
      at % 2 === 1 ? part.replaceAll('|', '\\|').replaceAll('\n', ' ') : cell(part).replaceAll(names, name => `\`${name}\``),
    )
    .join('')

/** A name in code type. */
export const named = (name: string): string =>
  name.includes('`') ? cell(name) : `\`${name.replaceAll('|', '\\|').replaceAll('\n', ' ')}\``

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** One full stop at its end. */
export const sentence = (text: string): string => `${text.replace(/[.\s]+$/, '')}.`

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

/** A link to a heading of the same page, by the rule of GitHub and GitLab. */
export const linkTo = (heading: string, text = heading): string =>
  `[${text}](#${heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')})`
