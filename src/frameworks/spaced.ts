/** Texts one under the other, with an empty line on both sides of one that has several lines. No line end at the end. */
export const spaced = (texts: readonly string[]): string => {
  const trimmed = texts.map(text => text.replace(/\n+$/, ''))
  return trimmed.reduce((all, text, n) => {
    if (n === 0) return text
    const isApart = text.includes('\n') || trimmed[n - 1]!.includes('\n')
    return `${all}\n${isApart ? '\n' : ''}${text}`
  }, '')
}
