import type { ReadOptions, Repository } from './read.ts'

/** A migration, as far as telling it apart and following it needs. */
export interface Numbered {
  readonly path: string
  /** As the framework's ledger has it, and the front end's history: `20261120093000`, `7.1`, a revision. */
  readonly version: string
  /** As its file has it, where that is not the same: `7_1`. New files go on in the same manner. */
  readonly written?: string
  /** Those it follows, where the order is a graph. */
  readonly parents?: readonly string[]
}

/** How a framework numbers its migrations: what can be told without reading what they do. */
export interface Numbering {
  /**
   * The migrations among files, in the order they run; texts are read only where names do not tell.
   *
   * @param files those of one project, and what it reads
   */
  readonly read: (files: Repository, options: ReadOptions) => readonly Numbered[]
  /** What a new one has to follow, of all in order: the last, or every head. */
  readonly newest: (all: readonly Numbered[]) => readonly Numbered[]
  /** Whether a version comes after another one; absent where files need not be numbered upwards. */
  readonly isAbove?: (version: string, other: string) => boolean
}

/** Numbers that go up: the last is the one to follow. @param compare negative where the first comes first */
export const ascending = (
  numberOf: (path: string, options: ReadOptions) => Omit<Numbered, 'path'> | undefined,
  compare: (a: string, b: string) => number,
): Numbering => ({
  read: ({ paths }, options) =>
    paths
      .flatMap((path): readonly Numbered[] => {
        const number = numberOf(path, options)
        return number === undefined ? [] : [{ path, ...number }]
      })
      .toSorted((a, b) => compare(a.version, b.version)),
  newest: all => all.slice(-1),
  isAbove: (version, other) => compare(version, other) > 0,
})

/** Whole numbers of any length; what is none comes first, by its text. */
export const compareNumbers = (a: string, b: string): number => {
  const [x, y] = [a, b].map(each => (/^\d+$/.test(each) ? BigInt(each) : undefined))
  if (x === undefined || y === undefined) return x === y ? (a < b ? -1 : a > b ? 1 : 0) : x === undefined ? -1 : 1
  return x < y ? -1 : x > y ? 1 : 0
}
