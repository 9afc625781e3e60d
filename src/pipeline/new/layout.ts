import type { Code } from '../../dsl/write/code.ts'

/** Where a text or template begins and ends, so that what stands in it is left alone. */
function* lettersOf(code: Code): Generator<{ readonly letter: string; readonly isCode: boolean }> {
  let quote = ''
  let isEscaped = false
  for (const letter of code) {
    if (quote !== '') {
      const ends = letter === quote && !isEscaped
      isEscaped = letter === '\\' && !isEscaped
      if (ends) quote = ''
      yield { letter, isCode: false }
    } else {
      if (letter === "'" || letter === '"' || letter === '`') quote = letter
      yield { letter, isCode: quote === '' }
    }
  }
}

/**
 * Indents by brackets: a line stands one deeper than the one whose bracket it is in, what closes a bracket stands as what opened it,
 * and a line that goes on with a call stands one deeper. Text in templates stays as it is.
 */
export function indented(code: Code): Code {
  const open: number[] = []
  let depth = 0
  let atStart = false
  let written = ''
  for (const { letter, isCode } of lettersOf(code)) {
    if (isCode && letter === '\n') {
      atStart = true
      written += letter
      continue
    }
    const closed = isCode && ')]}'.includes(letter) ? open.pop() : undefined
    if (atStart) {
      const outer = open.at(-1)
      depth = closed ?? (outer === undefined ? 0 : outer + 1) + (letter === '.' ? 1 : 0)
      written += '  '.repeat(depth)
    }
    atStart = false
    if (isCode && '([{'.includes(letter)) open.push(depth)
    written += letter
  }
  return written
}

/** Which of these names the code uses: not as keys, methods, or words of a text. */
export function namesUsed(code: Code, names: readonly string[]): readonly string[] {
  let bare = ''
  let wasCode = true
  for (const { letter, isCode } of lettersOf(code)) {
    if (isCode) bare += letter
    else if (wasCode) bare += letter === '`' ? '`' : ' '
    wasCode = isCode
  }
  const used = new Set([...bare.matchAll(/(?<![.\w$])([A-Za-z_$][\w$]*)(?=\s*[(`<])/g)].map(([, name]) => name))
  return names.filter(name => used.has(name))
}
