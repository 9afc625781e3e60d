import type { SourceFile } from '../../../history/migration.ts'
import type { Code, PlaceOf } from '../../../history/recorder.ts'
import type { Span } from '../../../model/diagnostic.ts'
import type { Schema } from '../../../model/schema.ts'
import type { Names } from './names.ts'
import { textOf, type Part } from './part.ts'

/** What a change becomes on PostgreSQL: statements as Liquibase sends them, or code that is kept. */
export type Said =
  | {
      readonly sql: string
      readonly at?: Span
      readonly place?: PlaceOf
      /** A text of the author's that may hold several statements, and is sent as one. */
      readonly isOneText?: true
    }
  | { readonly code: Pick<Code, 'reason' | 'touches'> }

/** All a change may ask for. */
export interface Context {
  readonly names: Names
  readonly schema: () => Schema
  /** A file that a change names. */
  readonly fileNamed: (path: string, isRelative: boolean) => SourceFile | undefined
  /** Something about the change that a reader should know: what Liquibase leaves out of it, what fails. */
  readonly tell: (code: string, message: string) => void
}

export type Change = (change: Part, context: Context) => readonly Said[]

export const sql = (...statements: readonly string[]): readonly Said[] => statements.map(each => ({ sql: each }))

/** Kept as it is. @param tables those it may touch; none: anything */
export const opaque = (reason: string, ...tables: readonly string[]): readonly Said[] => [{ code: { reason, touches: tables } }]

/** The table of a change, as SQL names it. */
export const tableOf = (change: Part, { names }: Context, table = 'tableName', schema = 'schemaName'): string =>
  names.within(textOf(change, schema), textOf(change, table) ?? '')

/** Its key in the schema. */
export const keyOfTable = (change: Part, { names }: Context, table = 'tableName', schema = 'schemaName'): string => {
  const schemaName = textOf(change, schema)
  const name = names.inCatalog(textOf(change, table) ?? '')
  return schemaName === undefined ? name : `${names.inCatalog(schemaName)}.${name}`
}

export const comment = (text: string): string => `'${text.replaceAll("'", "''")}'`
