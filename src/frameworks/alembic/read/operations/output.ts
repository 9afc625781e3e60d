import type { PlaceOf, Recorder } from '../../../../history/recorder.ts'
import type { Span } from '../../../../model/diagnostic.ts'
import type { Node } from '../python/tree.ts'
import type { Given, Value } from '../python/values.ts'
import type { NamingConvention } from '../sqlalchemy/naming.ts'

/** What the operations of a migration say, and what they know while they say it. */
export interface Output {
  readonly to: Recorder
  readonly conventions: NamingConvention
  /** Where a part of the program stands. */
  readonly spanOf: (at: Node) => Span
  /** Places inside of a text, where it stands in the file as it is. */
  readonly placesIn: (at: Node, text: string) => PlaceOf | undefined
  /** A statement as Alembic sends it. */
  readonly say: (sql: string, at: Node) => void
}

export type Operation = (given: Given, at: Node, out: Output) => Value
