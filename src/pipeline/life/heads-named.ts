import type { Numbered } from '../../frameworks/numbering.ts'

/** The heads that are meant by a revision or the beginning of one; one that is written out is meant alone. */
export const headsNamed = (newest: readonly Numbered[], head: string): readonly Numbered[] => {
  const exact = newest.filter(({ version }) => version === head)
  return exact.length > 0 || head === '' ? exact : newest.filter(({ version }) => version.startsWith(head))
}
