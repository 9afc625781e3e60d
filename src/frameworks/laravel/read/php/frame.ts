import type { ClassNode, Expression, Location, Node, Statement } from './nodes.ts'

/** A PHP value, as far as it is known without running the application. Integers and floats are one. */
export type Value = null | boolean | number | string | PhpArray | PhpObject

export interface PhpObject {
  readonly className: string
  /** Answers undefined where there is no such method. */
  readonly call?: (method: string, args: Args, site: CallSite) => Value | undefined
  readonly get?: (property: string) => Value | undefined
  readonly set?: (property: string, value: Value) => void
}

/** The arguments of a call. */
export interface Args {
  readonly positional: readonly Value[]
  readonly named: Readonly<Record<string, Value>>
}

export class PhpArray {
  readonly entries = new Map<string | number, Value>()
  private next = 0

  static of(values: readonly Value[]): PhpArray {
    const array = new PhpArray()
    for (const value of values) array.push(value)
    return array
  }

  static from(entries: Iterable<readonly [string | number, Value]>): PhpArray {
    const array = new PhpArray()
    for (const [key, value] of entries) array.set(key, value)
    return array
  }

  push(value: Value): void {
    this.set(this.next, value)
  }

  set(key: string | number, value: Value): void {
    this.entries.set(key, value)
    if (typeof key === 'number' && key >= this.next) this.next = key + 1
  }

  get(key: string | number): Value | undefined {
    return this.entries.get(key)
  }

  get values(): readonly Value[] {
    return [...this.entries.values()]
  }

  get isList(): boolean {
    let n = 0
    for (const key of this.entries.keys()) if (key !== n++) return false
    return true
  }

  /** Arrays are values: who is given one has one of his own. */
  copy(): PhpArray {
    const array = PhpArray.from([...this.entries].map(([key, value]) => [key, value instanceof PhpArray ? value.copy() : value] as const))
    array.next = this.next
    return array
  }
}

/** What cannot be known without running the application; what depends on it is kept as program code. */
export class Opaque extends Error {
  override readonly name: string = 'Opaque'
  constructor(
    readonly reason: string,
    readonly touches: readonly string[] = [],
  ) {
    super(reason)
  }
}

/** A question about the schema that the history read so far does not answer: the way that does something is taken. */
export class Undecided extends Opaque {
  override readonly name = 'Undecided'
}

/** An exception that the file itself throws on the way taken. */
export class Thrown extends Error {
  override readonly name = 'Thrown'
  constructor(readonly at: Location) {
    super('the migration throws')
  }
}

/** A variable whose value is not known. */
export const unknown = Symbol('unknown')

/** A file of the application, parsed. */
export interface PhpFile {
  readonly path: string
  readonly text: string
  readonly namespace: string
  /** Short name → full one. */
  readonly imports: ReadonlyMap<string, string>
  readonly classes: readonly ClassNode[]
  readonly statements: readonly Statement[]
}

/** A class whose code is at hand. */
export interface PhpClass {
  readonly name: string
  readonly node: ClassNode
  readonly file: PhpFile
  readonly parent?: PhpClass
  /** Full name of what it extends, at hand or not. */
  readonly parentName?: string
  readonly traits: readonly PhpClass[]
  /** Full names of all traits. */
  readonly traitNames: readonly string[]
}

/** A function that is being run. */
export interface Frame {
  readonly variables: Map<string, Value | typeof unknown>
  readonly self?: PhpObject
  readonly class?: PhpClass
  readonly file: PhpFile
  readonly run: Run
  /** What is not understood ends the whole statement that called; otherwise it is kept, and the next one goes on. */
  readonly isStrict: boolean
}

/** Where a call stands. */
export interface CallSite {
  readonly at: Location
  readonly frame: Frame
  /** Called for what it does, as a statement of its own, in a frame where statements are kept one by one. */
  readonly isLenient: boolean
  /** Nodes of the arguments: for the places of texts in the file. */
  readonly nodes: readonly Node[]
}

/** A stretch of the file that is kept as program code. */
export interface Kept {
  readonly file: PhpFile
  readonly start: Location
  readonly end: Location
  readonly reason: string
  readonly touches: readonly string[]
  /** Stretches of one block follow each other and become one. */
  readonly block: readonly Statement[]
}

/** What the language does not know by itself: Laravel. */
export interface World {
  /** A global function; undefined where it is not known. */
  readonly callFunction: (name: string, args: Args, site: CallSite) => Value | undefined
  readonly callStatic: (className: string, method: string, args: Args, site: CallSite) => Value | undefined
  readonly construct: (className: string, args: Args, site: CallSite) => Value | undefined
  /** A constant or a case of a class whose code is not run. */
  readonly constant: (className: string, name: string, run: Run) => Value | undefined
  readonly isInstance: (value: Value, className: string) => boolean | undefined
  readonly findClass: (name: string) => PhpClass | undefined
  /** Tables and models named in a piece of code. */
  readonly tablesIn: (node: Node, file: PhpFile) => readonly string[]
}

export interface Run {
  readonly world: World
  readonly evaluate: (node: Expression, frame: Frame) => Value
  readonly runBody: (statements: readonly Statement[], frame: Frame) => Value
  readonly invoke: (callable: Value, args: Args, site: CallSite) => Value
  /** Ends what would run for ever. */
  readonly spend: () => void
  /** How much has been recorded so far. */
  readonly done: () => number
  readonly keep: (kept: Kept) => void
  readonly note: (code: string, severity: 'warning' | 'note', message: string, at: Location, file: PhpFile) => void
  /** What `work` records counts only if it gets to its end. */
  readonly attempt: <T>(work: () => T) => T
}
