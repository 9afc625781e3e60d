import type { PlaceOf } from '../history/recorder.ts'

/** A stretch of a text and what is put in for it. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly value: string
}

interface Stretch {
  /** Where it begins in the new text. */
  readonly from: number
  readonly start: number
  readonly end: number
  readonly isKept: boolean
}

/**
 * Puts values in for stretches of a text; places in the new text are still told as places of the old one.
 *
 * @param replacements in order, none over another
 */
export const replaceStretches = (
  text: string,
  place: PlaceOf,
  replacements: readonly Replacement[],
): { readonly text: string; readonly place: PlaceOf } => {
  if (replacements.length === 0) return { text, place }
  const stretches: Stretch[] = []
  const parts: string[] = []
  let length = 0
  const put = (part: string, start: number, end: number, isKept: boolean): void => {
    stretches.push({ from: length, start, end, isKept })
    parts.push(part)
    length += part.length
  }
  let at = 0
  for (const { start, end, value } of replacements) {
    put(text.slice(at, start), at, start, true)
    put(value, start, end, false)
    at = end
  }
  put(text.slice(at), at, text.length, true)
  return { text: parts.join(''), place: (a, b) => place(origin(stretches, a, 'start'), origin(stretches, b, 'end')) }
}

/** Where an offset of the new text comes from. What was put in belongs to the old stretch whole. */
const origin = (stretches: readonly Stretch[], offset: number, side: 'start' | 'end'): number => {
  let low = 0
  let high = stretches.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    // The end of a stretch is its own, the beginning of the next one is not.
    if (side === 'start' ? stretches[middle]!.from <= offset : stretches[middle]!.from < offset) low = middle
    else high = middle - 1
  }
  const { from, start, end, isKept } = stretches[low]!
  return isKept ? Math.min(start + offset - from, end) : side === 'start' ? start : end
}

/** What stands in for a value that is not known: as long as what asks for it, and a name where a name is asked for. */
export const standIn = (written: string, name: string): string =>
  name
    .replaceAll(/\W/g, '_')
    .replace(/^(?=\d)|^$/, '_')
    .padEnd(written.length, '_')
    .slice(0, written.length)
