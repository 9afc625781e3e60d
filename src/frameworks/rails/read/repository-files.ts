import { notKnown, Receiver, textOf, type Call, type Value } from './value.ts'

/** Another file of the repository, by its path from where the user stands. */
export type ReadText = (path: string) => string | undefined

/** Joins and tidies: `db/migrate/../sql/x.sql` → `db/sql/x.sql`. */
export const joinPath = (...parts: readonly string[]): string => {
  const steps: string[] = []
  for (const step of parts.join('/').split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

/** `Rails.root`, a `Pathname`. */
export class RepositoryPath extends Receiver {
  constructor(
    readonly path: string,
    private readonly read: ReadText,
  ) {
    super()
  }
  call({ name, args }: Call): Value {
    const text = (value: Value): string => (value instanceof RepositoryPath ? value.path : textOf(value))
    if (name === 'join' || name === '+' || name === '/') return new RepositoryPath(joinPath(this.path, ...args.map(text)), this.read)
    if (name === 'to_s' || name === 'to_path') return this.path
    if (name === 'read') return this.read(this.path) ?? notKnown(`reads the file ${this.path}`)
    if (name === 'dirname' || name === 'parent') return new RepositoryPath(joinPath(this.path, '..'), this.read)
    return notKnown(`calls ${name} on a path`)
  }
}

/** The methods of `File` that a migration fetches its SQL with. */
export const fileMethods: Readonly<Record<string, (args: readonly Value[], read: ReadText) => Value>> = {
  read: ([path = null], read) => {
    const name = pathText(path)
    return read(name) ?? notKnown(`reads the file ${name}`)
  },
  join: args => joinPath(...args.map(pathText)),
  dirname: ([path = null]) => joinPath(pathText(path), '..'),
  expand_path: ([path = null, from]) => (from === undefined ? joinPath(pathText(path)) : joinPath(pathText(from), pathText(path))),
}

const pathText = (value: Value): string => (value instanceof RepositoryPath ? value.path : textOf(value))
