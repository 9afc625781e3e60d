/** How text is made to stand out. Reports get one as a value; whether the reader has a terminal is not theirs to ask. */
export interface Palette {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly warning: (text: string) => string
  readonly bad: (text: string) => string
  /** Marks the point of no return. */
  readonly flag: string
  readonly box: string
}

const same = (text: string): string => text

/** For a pipe, a file, a log: the words alone. */
export const plain: Palette = { strong: same, faint: same, good: same, warning: same, bad: same, flag: '(!)', box: '[ ]' }

export interface TextOptions {
  readonly palette: Palette
  /** Columns of the terminal. */
  readonly width: number
  /** Adds how each recipe was chosen and why each step is there. */
  readonly explain: boolean
}
