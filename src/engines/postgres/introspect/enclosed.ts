/** Position behind the quoted text or the parentheses that begin at `start`. Quotes inside are doubled, as deparsers print them. */
export function endOfEnclosed(text: string, start: number): number {
  const opening = text[start]
  if (opening === "'" || opening === '"') {
    for (let at = start + 1; at < text.length; at += 1) {
      if (text[at] !== opening) continue
      if (text[at + 1] !== opening) return at + 1
      at += 1
    }
    return text.length
  }
  for (let at = start + 1; at < text.length;) {
    const character = text[at] as string
    if (character === ')' || character === ']') return at + 1
    at = '\'"(['.includes(character) ? endOfEnclosed(text, at) : at + 1
  }
  return text.length
}

/** Position of the first of these characters outside quotes and parentheses, or the text's length. */
export function findOutside(text: string, characters: string, start = 0): number {
  for (let at = start; at < text.length;) {
    const character = text[at] as string
    if (characters.includes(character)) return at
    at = '\'"(['.includes(character) ? endOfEnclosed(text, at) : at + 1
  }
  return text.length
}

/** `a, f(b, c)` → `a`, `f(b, c)`. */
export function splitList(text: string): string[] {
  const parts = []
  for (let start = 0; start <= text.length;) {
    const end = findOutside(text, ',', start)
    parts.push(text.slice(start, end).trim())
    start = end + 1
  }
  return parts
}

/** `((a > 0))` → `a > 0`; `(a) = (b)` stays: its parentheses do not enclose it. */
export function withoutParentheses(expression: string): string {
  const text = expression.trim()
  return text.startsWith('(') && endOfEnclosed(text, 0) === text.length ? withoutParentheses(text.slice(1, -1)) : text
}
