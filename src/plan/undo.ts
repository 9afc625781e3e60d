/** How a framework undoes files of a plan by a command of its own, without new migrations. */
export interface Undo {
  /** `alone`: these files, wherever they stand. `from the top`: what stands above them goes first, whoever wrote it. */
  readonly reach: 'alone' | 'from the top'
  /** What a person types, in this order. */
  readonly commands: readonly string[]
  /** What has to be done besides, in a sentence. */
  readonly besides?: string
  /** A word in the commands that stands for what is known once the files are written. */
  readonly placeholder?: string
}
