export { quoteIdentifier } from '../changes/evolve/identifier.ts'

/** A string as an SQL literal (`standard_conforming_strings` on, the default since PostgreSQL 9.1). */
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`
