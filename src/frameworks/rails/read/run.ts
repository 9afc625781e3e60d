import type { Location, Node } from '@ruby/prism/src/nodes.js'
import type { RubySource } from './source.ts'
import { Signal, type Call, type Value } from './value.ts'

/** Local and instance variables, innermost first. */
export class Scope {
  private readonly own = new Map<string, Value>()

  constructor(
    /** What a block sees around it. */
    private readonly outer?: Scope,
  ) {}

  get(name: string): Value | undefined {
    return this.own.get(name) ?? (this.own.has(name) ? null : this.outer?.get(name))
  }
  /** Sets a variable where it is known, or here. */
  set(name: string, value: Value): void {
    // Instance variables belong to the migration.
    if (this.outer !== undefined && name.startsWith('@')) this.outer.set(name, value)
    else if (this.outer?.knows(name) && !this.own.has(name)) this.outer.set(name, value)
    else this.own.set(name, value)
  }
  declare(name: string, value: Value): void {
    this.own.set(name, value)
  }
  knows(name: string): boolean {
    return this.own.has(name) || (this.outer?.knows(name) ?? false)
  }
  /** What has a value here. */
  *entries(): Iterable<readonly [string, Value]> {
    yield* this.own
    if (this.outer !== undefined) yield* this.outer.entries()
  }
}

/** One evaluation: where it is, and how to go on from a node. */
export interface Run {
  readonly scope: Scope
  /** How deep calls and blocks are nested. */
  readonly depth: number
  /** A call without a receiver, or on the migration itself. */
  readonly callSelf: (call: Call) => Value
  /** `super`: the same method of Active Record's, with what the method itself was given unless that is said. */
  readonly callAbove: (call?: Omit<Call, 'name'>) => Value
  /** A call on a class or module. */
  readonly callConstant: (path: string, call: Call) => Value
  /** A class or module by its path: its value where the file says it. */
  readonly constant: (path: string) => Value
  /** The value of an expression. Throws `NotKnown`. */
  readonly value: (node: Node) => Value
  /** The same for a statement whose value nobody looks at. */
  readonly statement: (node: Node) => Value
  /**
   * Statements one after the other.
   *
   * @param asStatements each that is not known is kept as code, and the next goes on; otherwise throws `NotKnown`
   */
  readonly body: (node: Node | null, asStatements: boolean) => Value
  readonly within: (scope: Scope) => Run
  /** Something said about the place of a node. */
  readonly remark: (node: Node, code: 'environment' | 'rescue', message: string) => void
  /** The file its nodes stand in. */
  readonly source: RubySource
  /** The node as the file has it. */
  readonly text: (node: Node) => string
  readonly textAt: (place: Location) => string
}

/** `return`, `next`, `break`: how Ruby leaves a method, a block, a loop. */
export class Leave extends Signal {
  constructor(
    readonly from: 'method' | 'block' | 'loop',
    readonly value: Value,
  ) {
    super(from)
  }
}

/** The migration raises. */
export class Raised extends Signal {
  constructor(
    readonly isIrreversible: boolean,
    message: string,
    readonly node: Node,
  ) {
    super(message)
  }
}

/** More rounds than anybody would write: the evaluation is given up. */
export class Exhausted extends Signal {}

export type Evaluator = (node: Node, run: Run, asStatement: boolean) => Value
type Kind<N> = new (...args: never[]) => N
export type Evaluators = readonly (readonly [Kind<Node>, Evaluator])[]

/** How nodes of one kind are evaluated. */
export const on = <N extends Node>(
  kind: Kind<N>,
  evaluate: (node: N, run: Run, asStatement: boolean) => Value,
): readonly [Kind<Node>, Evaluator] => [kind, evaluate as unknown as Evaluator]
