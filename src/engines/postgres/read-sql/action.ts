import type { AlterTableCmd } from 'libpg-query'
import type { Name } from '../../../model/name.ts'
import type { Table } from '../../../model/schema.ts'
import type { Reading } from './names.ts'
import { phrase } from './source.ts'

/** One action of an ALTER TABLE. */
export interface Action {
  readonly reading: Reading
  readonly table: Table
  /** False where only its name is known, or something not understood may have changed it. */
  readonly isSure: boolean
  readonly name: Name
  readonly cmd: AlterTableCmd
  /** Tokens of its text. */
  readonly from: number
  readonly to: number
  /** Where the first action begins. */
  readonly head: number
  /** ONLY was said. */
  readonly only: boolean
  /** Names that the statement gives. */
  readonly others: readonly string[]
}

/** The statement with this action alone. */
export const alone = ({ reading: { source }, head, from, to }: Action): string => `${phrase(source, 0, head)} ${phrase(source, from, to)}`
