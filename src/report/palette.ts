import { styleText } from 'node:util'

/** How text is made to stand out. */
export interface Palette {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly warning: (text: string) => string
  readonly bad: (text: string) => string
  /** Marks the point of no return. */
  readonly flag: string
  readonly box: string
  /** Marks what holds, and what does not. */
  readonly tick: string
  readonly cross: string
  /** Marks what is begun. */
  readonly dot: string
}

export interface TextOptions {
  readonly palette: Palette
  /** Columns of the terminal. */
  readonly width: number
  /** Adds how each recipe was chosen and why each step is there. */
  readonly explain: boolean
  readonly now?: Date
}

const same = (text: string): string => text

/** For a pipe, a file, a log: the words alone. */
const plain: Palette = {
  strong: same,
  faint: same,
  good: same,
  warning: same,
  bad: same,
  flag: '(!)',
  box: '[ ]',
  tick: '[x]',
  cross: '[!]',
  dot: '[~]',
}

const paint =
  (format: 'bold' | 'dim' | 'green' | 'yellow' | 'red') =>
  (text: string): string =>
    styleText(format, text, { validateStream: false })

const painted: Palette = {
  strong: paint('bold'),
  faint: paint('dim'),
  good: paint('green'),
  warning: paint('yellow'),
  bad: paint('red'),
  flag: '⚑',
  box: '☐',
  tick: '✔',
  cross: '✘',
  dot: '●',
}

/** Whether the reader has a terminal is for the command line to know. */
export const paletteFor = (isPainted: boolean): Palette => (isPainted ? painted : plain)
