import type { Written } from './write-files.ts'

/** What was written, one file a line. */
export const writtenList = (written: readonly Written[]): string =>
  `${written.map(({ path, how }) => (how === 'created' ? path : `${path} (${how})`)).join('\n')}\n`
