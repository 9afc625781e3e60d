import type { Node, Statement } from './tree.ts'
import type { Class, Given, ModuleScope, Opaque, Scope, Value, Written } from './values.ts'

/** What is around the program: the modules it imports, and the one who listens to what it does. */
export interface World {
  /** What an imported name is, where that is known. */
  readonly resolve: (path: string) => Value | undefined
  /** A call of something imported that is not known; throws `Opaque` where it might do anything. */
  readonly callUnknown: (path: string, given: Given, at: Node) => Value
  /** An instance of a class whose base was not read, where it is known what that makes. */
  readonly instance: (of: Class, given: Given, at: Node) => Value | undefined
  /** The statement that is being done, until the next one is named. */
  readonly stand: (at: Place | undefined) => Place | undefined
  /** A statement that stays as it is. */
  readonly keep: (statement: Node, problem: Opaque, scope: Scope) => void
  /** Is this name one of a file of the project? */
  readonly isOwn: (path: string, from: ModuleScope) => boolean
  /** The module of a file of the project, by the name it is imported by, and the file that imports it. */
  readonly module: (path: string, from: ModuleScope) => ModuleScope | undefined
}

/** How the parts of the interpreter reach each other. */
export interface Interpreter {
  readonly world: World
  readonly evaluate: (node: Node, scope: Scope) => Value
  readonly execute: (statements: readonly Statement[], scope: Scope) => Ending | undefined
  readonly call: (callee: Value, given: Given, at: Node) => Value
  readonly attribute: (of: Value, name: string, at: Node) => Value
  readonly callWritten: (callee: Written, given: Given) => Value
  /** Throws `Opaque` when the program takes too long to follow. */
  readonly tick: () => void
}

/** How a block of statements ended before its end. */
export type Ending =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'raise'; readonly what: string; readonly at: Node }

/** Where in which file. */
export interface Place {
  readonly statement: Node
  readonly scope: Scope
}
