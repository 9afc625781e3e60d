import { placesOfLines, type Lines } from './lines.ts'

/** A stretch of a file that is hidden from the parser. */
export interface Cover {
  /** What is replaced; its indentation belongs to it where the statement must stand elsewhere. */
  readonly from: number
  readonly start: number
  readonly end: number
  /** What the parser reads instead; it has as many ends of lines. */
  readonly stand: string
  readonly problem: string
}

/** A text with stretches covered, and the way back from what the parser sees to what was written. */
export interface CoveredText {
  readonly source: string
  readonly lines: Lines
  readonly covers: readonly Cover[]
  /** @param isEnd of a node: inside of what is covered, one end of it or the other */
  readonly original: (offset: number, isEnd?: boolean) => number
  readonly coverAt: (offset: number) => Cover | undefined
}

export const coverText = (text: string, covers: readonly Cover[]): CoveredText => {
  if (covers.length === 0) return { source: text, lines: placesOfLines(text), covers, original: offset => offset, coverAt: () => undefined }
  const placed: { readonly cover: Cover; readonly at: number }[] = []
  let source = ''
  let done = 0
  for (const cover of covers.toSorted((a, b) => a.from - b.from)) {
    source += text.slice(done, cover.from)
    placed.push({ cover, at: source.length })
    source += cover.stand
    done = cover.end
  }
  source += text.slice(done)
  const lastBefore = (offset: number) => placed.findLast(({ at }) => at <= offset)
  return {
    source,
    lines: placesOfLines(source),
    covers,
    original: (offset, isEnd = false) => {
      const last = lastBefore(isEnd ? offset - 1 : offset)
      if (last === undefined) return offset
      const beyond = offset - last.at - last.cover.stand.length
      return beyond < 0 ? (isEnd ? last.cover.end : last.cover.start) : last.cover.end + beyond
    },
    coverAt: offset => {
      const last = lastBefore(offset)
      return last !== undefined && offset < last.at + last.cover.stand.length ? last.cover : undefined
    },
  }
}
