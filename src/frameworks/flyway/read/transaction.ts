import type { Piece } from '../../sql-pieces.ts'

/**
 * What Flyway knows to be impossible in a transaction, from 12 on (PostgreSQLParser of Flyway 9 to 13). It does not know
 * REINDEX … CONCURRENTLY of a table or an index, nor DETACH PARTITION … CONCURRENTLY: those need `executeInTransaction=false`.
 */
const outside = [
  /^(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)\b/,
  /^ALTER SYSTEM\b/,
  /^(?:CREATE|DROP)(?: UNIQUE)? INDEX CONCURRENTLY\b/,
  /^REINDEX(?: VERBOSE)? (?:SCHEMA|DATABASE|SYSTEM)\b/,
  /^VACUUM\b/,
  /^DISCARD ALL\b/,
]

/** It takes words of letters and underscores only. */
export const runsOutside = ({ words }: Piece): boolean => {
  const seen = words.filter(word => /^[A-Z_]+$/.test(word)).join(' ')
  return outside.some(pattern => pattern.test(seen))
}
