/** Thrown while a statement is read, and caught around it, where no kind of step says what it does. */
export class NoStep extends Error {
  constructor(
    readonly reason: string,
    /** Keys of what it touches; nothing said: anything. `nothing`: the schema stays as it is. */
    readonly touches: readonly string[] = [],
    readonly isKnown = false,
  ) {
    super(reason)
  }
}

/** What it does is no part of the model of a schema: it stays as it is. */
export const outside = (reason: string): NoStep => new NoStep(reason, [], true)
