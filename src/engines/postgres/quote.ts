import { createHash } from 'node:crypto'
import { clipName, longestName, type Name } from '../../model/name.ts'
import { quoteIdentifier } from './identifier.ts'

export { quoteIdentifier, quoteName } from './identifier.ts'

/**
 * Words PL/pgSQL's own grammar reserves although SQL does not (`pl_reserved_kwlist.h`):
 * `NEW.loop` is a syntax error, `NEW."loop"` is not.
 */
const bodyKeywords = new Set(['begin', 'by', 'declare', 'execute', 'foreach', 'if', 'loop', 'strict', 'while'])

/** Quotes an identifier that stands in a PL/pgSQL body. */
export const quoteInBody = (identifier: string): string => (bodyKeywords.has(identifier) ? `"${identifier}"` : quoteIdentifier(identifier))

export const quoteNameInBody = ({ schema, name }: Name): string =>
  schema === undefined ? quoteInBody(name) : `${quoteInBody(schema)}.${quoteInBody(name)}`

/**
 * A string literal that means the same whatever `standard_conforming_strings` says, and stays on
 * one line so that it may be indented.
 */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw new Error('PostgreSQL text cannot hold a NUL character')
  const doubled = text.replaceAll("'", "''")
  if (!/[\\\n\r]/.test(text)) return `'${doubled}'`
  return `E'${doubled.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`
}

/** Dollar-quotes a body with a tag that does not occur in it. */
export function dollarQuote(body: string, tag = 'lockstep'): string {
  const free = body.includes(`$${tag}`) ? firstFree(count => !body.includes(`$${tag}${count}`)) : ''
  return `$${tag}${free}$${body}$${tag}${free}$`
}

function firstFree(isFree: (count: number) => boolean): number {
  let count = 1
  while (!isFree(count)) count += 1
  return count
}

/** Does the server keep this name whole? */
export const fitsName = (name: string): boolean => Buffer.byteLength(name) <= longestName

/**
 * `users_email_idx`, `lockstep_invalid` → `users_email_idx_lockstep_invalid`. Where that is longer than
 * 63 bytes the base is cut and a hash of the whole stands in for the rest, so that two long
 * names with one beginning never meet.
 */
export function deriveName(base: string, suffix: string): string {
  const whole = `${base}_${suffix}`
  if (fitsName(whole)) return whole
  const tail = `_${createHash('sha256').update(whole).digest('hex').slice(0, 8)}_${suffix}`
  return clipName(base, longestName - Buffer.byteLength(tail)) + tail
}
