import { askDatabase } from '../../engines/postgres/ask-database.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { loadEngine } from '../registry.ts'
import { ledgerOf, readApplied } from './applied.ts'
import { baseBranch, forkFrom, pathsAt } from './base-branch.ts'

/** Why a file may have run somewhere, by its path from the root; files that have run nowhere are not in it. */
export type Landed = ReadonlyMap<string, string>

/**
 * The files of a plan that others may have run: those on the default branch as far as this one has it, unless a database is
 * asked, whose ledger then decides.
 */
export const landedFiles = async (root: string, stored: StoredPlan, databaseUrl: string | undefined): Promise<Result<Landed>> =>
  databaseUrl === undefined ? inDefaultBranch(root, stored) : inLedger(root, stored, databaseUrl)

/** What stands on the default branch, and what stood there where this branch left it: after a squash the two have no commit in common. */
const inDefaultBranch = (root: string, { state }: StoredPlan): Result<Landed> => {
  const branch = baseBranch(root, undefined)
  const base = branch.ok ? branch.value : undefined
  const fork = base === undefined ? undefined : forkFrom(root, base)
  if (base === undefined || fork === undefined)
    return fail(
      error(
        'cannot-tell-what-ran',
        'Nothing says which files others may have run: there is no main or master branch of git here. Nothing was written.',
        'ask a database: --database-url, of the one that is furthest ahead',
      ),
    )
  const there = new Set([...base.paths, ...pathsAt(root, fork)])
  return ok(new Map(state.files.flatMap(({ path }) => (there.has(path) ? [[path, `it is on ${base.ref}`] as const] : []))))
}

/** A database without any table has never been migrated; one with some may keep its record elsewhere. */
const placeOf = (table: string): string => `SELECT to_regclass(${table}) IS NOT NULL AS is_there, EXISTS (
  SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    AND relpersistence = 'p' AND relnamespace <> 'pg_toast'::regnamespace
) AS is_used`

const inLedger = async (root: string, stored: StoredPlan, url: string): Promise<Result<Landed>> => {
  const { state, plan } = stored
  const engine = await loadEngine(plan.engine)
  const ledger = await ledgerOf(root, stored)
  const asked = await askDatabase(url, { timeout: 30_000 }, async ({ ask }) => {
    const answer = ledger === undefined ? undefined : await ask(placeOf(engine.quoteLiteral(ledger.table)))
    const place = answer !== undefined && 'rows' in answer ? answer.rows[0] : undefined
    return { place, applied: place?.['is_there'] === true ? await readApplied(ask, root, stored, engine) : undefined }
  })
  if (!asked.ok) return asked
  const { place, applied } = asked.value
  if (place?.['is_there'] === false && place['is_used'] === false) return ok(new Map())
  if (ledger !== undefined && place?.['is_there'] === false)
    return fail(
      error(
        'ledger-is-not-there',
        `${ledger.table} is not in that database, though tables are: it does not say which files have run. Nothing was written.`,
        'where it is in another schema, have the connection look there (options=-csearch_path=…); under another name, leave --database-url out: the default branch then decides',
      ),
    )
  if (ledger === undefined || applied === undefined)
    return fail(
      error(
        'ledger-is-unreadable',
        `${ledger === undefined ? `${state.framework} keeps no record of what has run` : `${ledger.table} does not say which files have run`}. Nothing was written.`,
        ledger === undefined ? 'leave --database-url out: the default branch then decides' : 'use a role that may read it',
      ),
    )
  return ok(
    new Map(
      state.files.flatMap(({ path, version }) =>
        version !== undefined && applied.versions.get(version) !== false
          ? [[path, `${applied.versions.get(version) === true ? 'it is' : 'it may be'} in ${applied.ledger} of that database`] as const]
          : [],
      ),
    ),
  )
}
