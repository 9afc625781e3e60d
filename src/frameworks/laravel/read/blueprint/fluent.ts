import type { CallSite, Args, PhpObject, Value } from '../php/frame.ts'
import { inOrder } from '../php/functions/arrays.ts'
import type { Location } from '../php/nodes.ts'

/** A bag of attributes that every call of a method adds one to: columns, indexes and foreign keys of the builder. */
export class Fluent implements PhpObject {
  readonly className: string = 'Illuminate\\Support\\Fluent'
  readonly attributes = new Map<string, Value>()

  constructor(
    attributes: Readonly<Record<string, Value | undefined>>,
    public at: Location,
  ) {
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined) this.attributes.set(name, value)
  }

  get(name: string): Value {
    return this.attributes.get(name) ?? null
  }

  set(name: string, value: Value): void {
    this.attributes.set(name, value)
  }

  call(method: string, args: Args, site: CallSite): Value | undefined {
    this.attributes.set(method, inOrder(args)[0] ?? (args.positional.length > 0 ? null : true))
    this.at = { start: this.at.start, end: site.at.end }
    return this
  }

  /** An attribute that was set at all, to null perhaps. */
  has(name: string): boolean {
    return this.attributes.has(name)
  }
}

export interface Command {
  readonly name: string
  readonly fluent: Fluent
  /** The column that is added or changed. */
  readonly column?: Fluent
}

/** SQL text that is used as it stands: `DB::raw`. */
export class RawSql implements PhpObject {
  readonly className = 'Illuminate\\Database\\Query\\Expression'
  constructor(readonly sql: string) {}

  get(property: string): Value | undefined {
    return property === '@string' ? this.sql : undefined
  }

  call(method: string): Value | undefined {
    return method === 'getValue' ? this.sql : undefined
  }
}
