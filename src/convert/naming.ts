import type { Migration } from '../history/migration.ts'
import type { FrameworkId } from '../model/framework.ts'

export interface Names {
  /** Lower-case words joined by underscores; unlike those of all other migrations. */
  readonly slug: string
  readonly version: string
  readonly stamp: string
}

/** Names for migrations in their order: the source's own numbers where the target can have them, otherwise their places. */
export const namesFor = (migrations: readonly Migration[], to: FrameworkId): readonly Names[] => {
  const stamps = stampsFor(migrations)
  const versions = versionsFor(migrations, to) ?? stamps
  const taken = new Set<string>()
  return migrations.map(({ name }, n) => ({ slug: untaken(slugOf(name), taken), version: versions[n]!, stamp: stamps[n]! }))
}

const slugOf = (name: string): string => {
  const slug = name
    .normalize('NFKD')
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

/** What a ledger's key begins with: `20240311090000`, `2024_03_11_090000` as one number, `2.43.12` as it is. */
const numberOf = ({ id }: Migration): string | undefined => {
  const laravel = /^(\d{4})_(\d\d)_(\d\d)_(\d{6})(?:_|$)/.exec(id)
  if (laravel !== null) return laravel.slice(1).join('')
  return /^\d+(?=$|_)/.exec(id)?.[0]
}

const isStamp = (text: string | undefined): text is string => text !== undefined && /^\d{14}$/.test(text)

/** Where nothing says when a migration was written: the first second of the century, and so on. */
const noTime = 20_000_101_000_000n

/** Increasing moments: those the source's versions are, or ones that stand for the migrations' places. */
const stampsFor = (migrations: readonly Migration[]): readonly string[] => {
  const told = migrations.map(numberOf)
  if (!told.every(isStamp)) return migrations.map((_, n) => afterStamp(String(noTime), n + 1))
  return increasing(told, stamp => afterStamp(stamp, 1))
}

/** Each as wanted, or the next one after that of the migration before. */
const increasing = (wanted: readonly string[], next: (version: string) => string): readonly string[] => {
  const versions: string[] = []
  for (const version of wanted) {
    const last = versions.at(-1)
    versions.push(last === undefined || BigInt(version) > BigInt(last) ? version : next(last))
  }
  return versions
}

/** Digits that are no date (minute 99) carry over. */
const afterStamp = (stamp: string, seconds: number): string => {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/
    .exec(stamp)!
    .slice(1)
    .map(Number)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second + seconds)).toISOString().replace(/\D/g, '').slice(0, 14)
}

/** Numbers as the target has them; nothing where those are moments. */
const versionsFor = (migrations: readonly Migration[], to: FrameworkId): readonly string[] | undefined => {
  if (to === 'rails' || to === 'laravel' || to === 'alembic') return undefined
  const told = migrations.map(to === 'flyway' ? flywayNumberOf : numberOf)
  if (told.every(version => version !== undefined)) {
    if (to === 'flyway' && new Set(told).size === told.length) return told
    if (to !== 'flyway' || told.every(version => /^\d+$/.test(version)))
      return increasing(told, version => (isStamp(version) ? afterStamp(version, 1) : oneMore(version)))
  }
  const width = to === 'sql' ? 6 : String(migrations.length).length
  return migrations.map((_, n) => String(n + 1).padStart(to === 'liquibase' ? Math.max(width, 4) : width, '0'))
}

const oneMore = (version: string): string => String(BigInt(version) + 1n).padStart(version.length, '0')

/** Flyway's own versions stay what they are. */
const flywayNumberOf = (migration: Migration): string | undefined =>
  /^\d+(?:[._]\d+)*$/.test(migration.id) ? migration.id.replaceAll('.', '_') : numberOf(migration)
