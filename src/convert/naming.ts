import type { Migration } from '../history/migration.ts'
import type { FrameworkId } from '../model/framework.ts'

export interface Names {
  /** Lower-case words joined by underscores; unlike those of all other migrations. */
  readonly slug: string
  readonly version: string
  readonly stamp: string
}

export interface Direction {
  readonly from: FrameworkId
  readonly to: FrameworkId
}

/** Names for migrations in their order: the source's own numbers where the target can have them, otherwise their places. */
export const namesFor = (migrations: readonly Migration[], direction: Direction): readonly Names[] => {
  const stamps = stampsFor(migrations)
  const versions = versionsFor(migrations, direction) ?? stamps
  const taken = new Set<string>()
  return migrations.map(({ name }, n) => ({ slug: untaken(slugOf(name), taken), version: versions[n]!, stamp: stamps[n]! }))
}

const slugOf = (name: string): string => {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100)
    .replace(/_+$/, '')
  return /^[a-z]/.test(slug) ? slug : `change_${slug}`.replace(/_$/, '')
}

const untaken = (slug: string, taken: Set<string>): string => {
  let own = slug
  for (let number = 2; taken.has(own); number += 1) own = `${slug}_${number}`
  taken.add(own)
  return own
}

/** The number that a ledger's key is: `7`, `20240311090000`, `2024_03_11_090000_add_x`. */
const numberOf = ({ id }: Migration): string | undefined => {
  const laravel = /^(\d{4})_(\d\d)_(\d\d)_(\d{6})(?:_|$)/.exec(id)
  return laravel === null ? /^\d+$/.exec(id)?.[0] : laravel.slice(1).join('')
}

const firstMoment = '19700101000000'

/** The moment it was written, which may go on with parts of a second; a year before there was SQL is none. */
const momentOf = (migration: Migration): string | undefined => {
  const [moment, year = ''] = /^(\d{4})\d{10}/.exec(numberOf(migration) ?? '') ?? []
  return moment === undefined ? undefined : year >= '1970' ? moment.slice(0, 14) : firstMoment
}

/** What each migration says, if all do that have a place of their own; what runs again and again comes after them. */
const toldBy = (
  migrations: readonly Migration[],
  tell: (migration: Migration) => string | undefined,
  next: (version: string) => string,
): readonly string[] | undefined => {
  const versions: string[] = []
  for (const migration of migrations) {
    const last = versions.at(-1)
    const wanted = migration.repeatable === true && last !== undefined ? next(last) : tell(migration)
    if (wanted === undefined) return undefined
    versions.push(last === undefined || BigInt(wanted) > BigInt(last) ? wanted : next(last))
  }
  return versions
}

/** Where nothing says when a migration was written: the first seconds of the century. */
const noTime = '20000101000000'

/** Increasing moments: those the source's versions are, or ones that stand for the migrations' places. */
const stampsFor = (migrations: readonly Migration[]): readonly string[] =>
  toldBy(migrations, momentOf, stamp => afterStamp(stamp, 1)) ?? migrations.map((_, n) => afterStamp(noTime, n + 1))

/** Digits that are no date (minute 99) carry over. */
const afterStamp = (stamp: string, seconds: number): string => {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/
    .exec(stamp)!
    .slice(1)
    .map(Number)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second + seconds)).toISOString().replace(/\D/g, '').slice(0, 14)
}

/** Numbers as the target has them; nothing where those are moments. */
const versionsFor = (migrations: readonly Migration[], { from, to }: Direction): readonly string[] | undefined => {
  if (to === 'rails' || to === 'laravel' || to === 'alembic') return undefined
  if (from === 'flyway' && to === 'flyway') return migrations.map(({ id }) => id.replaceAll('.', '_'))
  if (migrations.every(one => one.repeatable === true || momentOf(one) !== undefined)) return undefined
  const told = toldBy(migrations, one => fromOne(numberOf(one)), oneMore)
  const numbers = told ?? migrations.map((_, n) => String(n + 1))
  if (to === 'flyway' && told !== undefined) return told
  // Most runners sort by name.
  const width = Math.max({ flyway: 1, liquibase: 4, sql: 6 }[to], ...numbers.map(number => number.length))
  return numbers.map(number => number.padStart(width, '0'))
}

/** No runner takes 0 for a version. */
const fromOne = (number: string | undefined): string | undefined => number?.replace(/^(0*)0$/, '$11')
const oneMore = (version: string): string => String(BigInt(version) + 1n).padStart(version.length, '0')
