import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { askDatabase } from '../../engines/postgres/ask-database.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { loadEngine, loadFramework } from '../registry.ts'
import { readApplied } from './applied.ts'
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

const inLedger = async (root: string, stored: StoredPlan, url: string): Promise<Result<Landed>> => {
  const { state, plan } = stored
  const engine = await loadEngine(plan.engine)
  const files = state.files.flatMap(({ path }) => (existsSync(join(root, path)) ? [{ path, text: '' }] : []))
  const framework = await loadFramework(state.framework)
  const ledger = framework.ledger?.({ files, ...(state.layout === undefined ? {} : { layout: state.layout }) })
  const asked = await askDatabase(url, { timeout: 30_000 }, async ({ ask }) => {
    const there = ledger === undefined ? undefined : await ask(`SELECT to_regclass('${ledger.table}') IS NOT NULL AS there`)
    const isThere = there !== undefined && 'rows' in there ? there.rows[0]?.['there'] === true : undefined
    return { isThere, applied: isThere === true ? await readApplied(ask, root, stored, engine) : undefined }
  })
  if (!asked.ok) return asked
  const { isThere, applied } = asked.value
  if (isThere === false) return ok(new Map())
  if (ledger === undefined || applied === undefined)
    return fail(
      error(
        'ledger-is-unreadable',
        `${ledger === undefined ? `${framework.id} keeps no record of what has run` : `${ledger.table} does not say which files have run`}. Nothing was written.`,
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
