import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Unit } from '../../plan/plan.ts'
import type { EmitRequest, EmittedFile, Framework } from '../framework.ts'
import { datedAfter } from '../dated-versions.ts'
import { supportedVersions } from '../supported-versions.ts'
import { psqlByShell } from '../sql-job.ts'
import { versionsByPattern } from '../versions-by-pattern.ts'
import { isStamp, numbersAfter, stampsUpTo, versionAfter } from '../versions.ts'
import { dbmate } from './dbmate.ts'
import { golangMigrate } from './golang-migrate.ts'
import { goose } from './goose.ts'
import type { Item, Layout } from './layout.ts'
import { ledgerOf } from './ledger.ts'
import { layoutOf } from './layout-of.ts'
import { pairs } from './pairs.ts'
import { findProjects } from './project.ts'
import { undo } from './undo.ts'
import { scaffoldIn } from './scaffold.ts'

const layouts: Readonly<Record<string, Layout>> = { pairs, 'golang-migrate': golangMigrate, goose, dbmate }

const emit = (request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { plan, units, engine, options, now, after, render } = request
  const layout = layouts[options.layout ?? 'pairs']
  if (layout === undefined) {
    return fail(error('unknown-layout', `Plain SQL has no layout "${options.layout}".`, `Use one of: ${Object.keys(layouts).join(', ')}.`))
  }
  if (after !== undefined && !/^\d+$/.test(after)) {
    return fail(
      error('unknown-version', `The highest version in the repository, "${after}", is not a number.`, 'Name it by its leading digits.'),
    )
  }

  const apart = units.find(({ unit }) => engine.keepToTenant !== undefined && isSentAlone(layout) && !isTransactional(unit))
  if (apart !== undefined)
    return fail(
      error(
        'unsupported',
        `"${apart.unit.title}" cannot be written for ${options.layout} with one schema for each tenant: what stands outside of a transaction is sent by itself, and nothing keeps it to the tenant's schema.`,
        'have these files run by psql (naming.layout pairs) or goose',
      ),
    )

  const names = new Map<string, string>()
  const fileOf = (unit: Unit): string | undefined => names.get(unit.id) ?? request.written?.get(unit.id)
  const items: readonly Item[] = units.map(({ stage, unit }) => ({
    plan,
    stage,
    unit,
    engine,
    render,
    fileOf,
    ...(options.header === undefined ? {} : { header: options.header }),
  }))
  const counts = items.map(item => layout.versions(item))
  const total = counts.reduce((sum, count) => sum + count, 0)
  const made = versionsByPattern(options.numbering, after, total, now) ?? versionsAfter(after, total, now)
  if (!made.ok) return made
  const versions = broughtVersions(items, counts) ?? request.versions ?? made.value

  let next = 0
  const numbered = items.map((item, n) => {
    const own = versions.slice(next, (next += counts[n]!))
    names.set(item.unit.id, `${own[0]}_${item.unit.slug}`)
    return { item, own }
  })
  const files: EmittedFile[] = []
  for (const { item, own } of numbered) {
    const written = layout.files(item, own)
    if (!written.ok) return written
    files.push(...written.value)
  }
  return ok(files)
}

/** Runners that send each statement outside of a transaction as a message, or a file, of its own. */
const isSentAlone = (layout: Layout): boolean => layout === golangMigrate || layout === dbmate

const isTransactional = (unit: Unit): boolean => [...forwardOf(unit), ...unit.down.blocks].every(block => block.transactional)

/** In the scheme of those there are: stamps, seconds since 1970 as `migrate create -format unix` has them, or plain numbers. */
const versionsAfter = (after: string | undefined, count: number, now: Date): Result<readonly string[]> => {
  if (after === undefined) return ok(stampsUpTo(count, now))
  const seconds = Math.floor(now.getTime() / 1000) - count
  if (/^1\d{9}$/.test(after) && Number(after) <= seconds) return ok(numbersAfter(count, String(seconds)))
  const dated = /^(?:\d{12}|\d{14})$/.test(after) ? datedAfter(after, count, now) : undefined
  return dated ?? ok(isStamp(after) ? stampsUpTo(count, now, after) : numbersAfter(count, after))
}

/** Those of converted units, each at its place as far as the files before it leave it free; nothing for units of a plan. */
const broughtVersions = (items: readonly Item[], counts: readonly number[]): readonly string[] | undefined => {
  const versions: string[] = []
  for (const [n, { unit }] of items.entries()) {
    const wanted = originOf(unit)?.version
    if (wanted === undefined) return undefined
    const last = versions.at(-1)
    const next = last === undefined || BigInt(wanted) > BigInt(last) ? wanted : versionAfter(last)
    versions.push(next)
    for (let more = 1; more < counts[n]!; more += 1) versions.push(versionAfter(versions.at(-1)!))
  }
  return versions
}

const folder = 'db/migrations'

/** Plain SQL files for psql or a runner of SQL files. */
export const sql: Framework = {
  id: 'sql',
  folder,
  versions: supportedVersions.sql,
  emit,
  jobs: psqlByShell,
  scaffold: scaffoldIn(folder),
  findProjects,
  undo,
  numbering: async () => (await import('./numbering.ts')).numbering,
  ledger: ({ layout, files }) => ledgerOf(layout ?? (files && layoutOf(files))),
  frontEnd: async () => (await import('./read/index.ts')).frontEnd,
}
