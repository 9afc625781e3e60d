import { quoteIdentifier, qualifiedName } from './names.ts'
import type { Sql, SqlType } from './sql.ts'

/** A column in SQL, with its table where statements need it. */
export interface SqlColumn extends Sql {
  readonly name: string
  readonly table?: { readonly name: string; readonly schema?: string }
}

export const columnSql = (name: string, table?: SqlColumn['table'], type?: SqlType): SqlColumn => ({
  name,
  print: qualified =>
    qualified && table !== undefined ? `${qualifiedName(table.name, table.schema)}.${quoteIdentifier(name)}` : quoteIdentifier(name),
  isAtomic: true,
  ...(table === undefined ? {} : { table }),
  ...(type === undefined ? {} : { type }),
})
