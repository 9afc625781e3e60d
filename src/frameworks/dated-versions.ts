import { ok, type Result } from '../model/diagnostic.ts'
import { inTheFuture } from './stamps.ts'

type Precision = 'second' | 'minute' | 'day'

/** How a team writes dates as versions. */
interface Scheme {
  /** What stands before the date: `1.0.`. */
  readonly prefix: string
  readonly precision: Precision
  /** Between year, month and day; between date and time; between hours, minutes and seconds. */
  readonly signs: readonly [string, string, string]
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** A number behind the date, for several a day. */
  readonly count?: { readonly sign: string; readonly width: number; readonly value: number }
}

const pattern =
  /^(?<prefix>(?:\d{1,3}[._])*?)(?<y>(?:19|20)\d\d)(?<a>[._]?)(?<mo>0[1-9]|1[0-2])\k<a>(?<d>0[1-9]|[12]\d|3[01])(?:(?<b>[._]?)(?<h>[01]\d|2[0-3])(?<c>[._]?)(?<mi>[0-5]\d)(?:\k<c>(?<s>[0-5]\d))?)?(?:(?<e>[._]?)(?<n>\d+))?$/

const schemeOf = (version: string): Scheme | undefined => {
  const said = pattern.exec(version)?.groups
  if (said === undefined) return undefined
  const { prefix = '', y, a = '', mo, d, b = '', h, c = '', mi, s, e = '', n } = said
  // More digits without a sign between them are part of the date in no scheme, but for two that count: `2024112001`.
  if (n !== undefined && e === '' && (n.length !== 2 || h !== undefined)) return undefined
  return {
    prefix,
    precision: h === undefined ? 'day' : s === undefined ? 'minute' : 'second',
    signs: [a, b, c],
    at: Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h ?? 0), Number(mi ?? 0), Number(s ?? 0)),
    ...(n === undefined ? {} : { count: { sign: e, width: n.length, value: Number(n) } }),
  }
}

const lengths: Readonly<Record<Precision, number>> = { second: 1000, minute: 60_000, day: 86_400_000 }

/** Several files of a moment are counted on: what is so far ahead of the clock is no mistake. */
const mostAhead: Readonly<Record<Precision, number>> = { second: 60_000, minute: 3_600_000, day: 0 }

const print = ({ prefix, precision, signs: [a, b, c] }: Scheme, at: number): string => {
  const digits = new Date(at).toISOString().replace(/\D/g, '')
  const day = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].join(a)
  if (precision === 'day') return prefix + day
  const time = [digits.slice(8, 10), digits.slice(10, 12), ...(precision === 'second' ? [digits.slice(12, 14)] : [])].join(c)
  return prefix + day + b + time
}

/**
 * `count` versions above one that is a date, written in the same manner: `2026_11_20` → `2026_11_21`, `2026_11_21_1`;
 * `202611200930` → `202611210815`. Nothing where it is no date. Refused where it lies in the future.
 */
export const datedAfter = (after: string, count: number, now: Date): Result<readonly string[]> | undefined => {
  const scheme = schemeOf(after)
  if (scheme === undefined) return undefined
  const { precision, at, signs } = scheme
  const length = lengths[precision]
  const present = Math.floor(now.getTime() / length) * length
  if (at > present + mostAhead[precision]) return inTheFuture(after, now)
  if (precision !== 'day') {
    const first = Math.max(present - (count - 1) * length, at + length)
    return ok(Array.from({ length: count }, (_, n) => print(scheme, first + n * length)))
  }
  const { sign, width, value } = scheme.count ?? { sign: signs[0] === '' ? '_' : signs[0], width: 1, value: 0 }
  const counted = (number: number): string => `${print(scheme, present)}${sign}${String(number).padStart(width, '0')}`
  // The first of a day is counted where the team counts it.
  const first = at === present ? value + 1 : scheme.count === undefined ? 0 : 1
  return ok(Array.from({ length: count }, (_, n) => (first + n === 0 ? print(scheme, present) : counted(first + n))))
}
