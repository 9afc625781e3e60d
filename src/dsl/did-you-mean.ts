/** Edits (insert, delete, replace, swap neighbours) between two words, without regard to case. */
export const editDistance = (a: string, b: string): number => {
  const [from, to] = [[...a.toLowerCase()], [...b.toLowerCase()]]
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, j) => j)
  from.forEach((letter, i) => {
    const row = [i + 1]
    to.forEach((other, j) => {
      const replaced = last[j]! + (letter === other ? 0 : 1)
      const swapped = i > 0 && j > 0 && letter === to[j - 1] && from[i - 1] === other ? beforeLast[j - 1]! + 1 : Infinity
      row.push(Math.min(row[j]! + 1, last[j + 1]! + 1, replaced, swapped))
    })
    beforeLast = last
    last = row
  })
  return last[to.length]!
}

/** The known word nearest to what was written, if it is near enough to be a slip: two fifths of its length and no more than three edits, or a whole part of it. */
export const nearest = (written: string, known: readonly string[]): string | undefined => {
  let best: { word: string; distance: number } | undefined
  for (const word of known) {
    const distance = isPart(written, word) ? 1 : editDistance(written, word)
    if (
      distance <= Math.max(1, Math.min(3, Math.floor(Math.max(written.length, word.length) * 0.4))) &&
      distance < (best?.distance ?? Infinity)
    )
      best = { word, distance }
  }
  return best?.word
}

/** `name` for `full_name`, `userid` for `user_id`. */
const isPart = (written: string, word: string): boolean =>
  word.replaceAll('_', '') === written.replaceAll('_', '').toLowerCase() ||
  (written.length > 2 && word.split(/[_.]/).includes(written.toLowerCase()))

/** `id, name, email` — at most twelve, then how many more. */
export const listed = (words: readonly string[]): string =>
  words.length <= 12 ? words.join(', ') : `${words.slice(0, 12).join(', ')} and ${words.length - 12} more`
