import type { Name } from '../../model/name.ts'
import type { FrameworkOptions } from '../framework.ts'
import { supportedVersions } from '../supported-versions.ts'
import { rubyString, rubySymbol, type Ruby } from './ruby.ts'

export interface RailsContext {
  /**
   * On the way back an object may be gone already: a rollback does not put back what only the rollback before it would
   * remove. The SQL says IF EXISTS, so the words must too.
   */
  readonly isWayBack: boolean
  /** Nothing is said for the case that the migration runs a second time. */
  readonly isAsWritten: boolean
  /** Is the framework at least this version? */
  readonly since: (version: RailsVersion) => boolean
  /** A table as Rails' methods take it: `:users`, `"billing.invoices"`. Absent where they cannot name it. */
  readonly table: (name: Name) => Ruby | undefined
}

export const railsVersions = supportedVersions.rails
export type RailsVersion = (typeof railsVersions)[number]

export const newestRails: RailsVersion = '8.1'

export const railsContext = (
  version: RailsVersion,
  { tablePrefix = '' }: FrameworkOptions,
  { isWayBack = false, isAsWritten = false }: Partial<Pick<RailsContext, 'isWayBack' | 'isAsWritten'>> = {},
): RailsContext => ({
  isWayBack: isWayBack && !isAsWritten,
  isAsWritten,
  since: wanted => railsVersions.indexOf(version) >= railsVersions.indexOf(wanted),
  table: ({ schema, name }) => {
    // Rails splits a table's name at its full stops and reads quotes in it (`extract_schema_qualified_name`).
    if (/["."]/.test(name) || (schema !== undefined && /["."]/.test(schema))) return undefined
    // It puts the prefix before the whole text, the schema included (`proper_table_name`).
    if (tablePrefix !== '' && (schema !== undefined || !name.startsWith(tablePrefix))) return undefined
    return schema === undefined ? rubySymbol(name.slice(tablePrefix.length)) : rubyString(`${schema}.${name}`)
  },
})
