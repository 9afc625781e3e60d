import type { Table } from '../../../../model/schema.ts'
import type { Location } from '../php/nodes.ts'
import type { Args, CallSite, PhpObject, Value } from '../php/frame.ts'
import type { Command, Fluent } from './fluent.ts'
import type { ModelFacts } from './model-facts.ts'
import type { Settings } from './settings.ts'

export interface Sent {
  readonly sql: string
  readonly at: Location
}

/** What a blueprint holds when its statements are made. */
export interface Drawn {
  readonly table: Value
  readonly columns: readonly Fluent[]
  readonly commands: readonly Command[]
  readonly isTemporary: boolean
  readonly settings: Settings
  /** The table as it stands, for what goes through Doctrine. */
  readonly there: () => Table | undefined
}

/** A blueprint as its methods see it. */
export interface Drawing extends PhpObject {
  readonly settings: Settings
  readonly table: Value
  readonly model: (named: Value) => ModelFacts
  readonly makeTemporary: () => void
  readonly addColumn: (column: Fluent) => Fluent
  readonly removeColumn: (name: Value) => void
  readonly addCommand: <F extends Fluent>(name: string, fluent: F) => F
  readonly indexName: (type: string, columns: readonly Value[]) => string
  readonly addIndex: (
    type: string,
    columns: Value,
    name: Value | undefined,
    rest: Readonly<Record<string, Value | undefined>>,
    at: Location,
  ) => Fluent
  /** An array names the columns of the index, a text the index. */
  readonly dropIndex: (command: string, type: string, index: Value | undefined, at: Location) => Fluent
}

export type Method = (blueprint: Drawing, args: Args, site: CallSite) => Value
