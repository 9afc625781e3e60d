import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSession } from '../../engines/postgres/ask-database.ts'
import { contentHash } from '../../life/content-hash.ts'
import { envOption, openLines } from '../../life/gate.ts'
import { writtenStages, type WrittenFile } from '../../life/plan-state.ts'
import type { FileStatus, PlanStatus, Status } from '../../life/plan-status.ts'
import { nextStage, type StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { loadEngine } from '../registry.ts'
import { openRepository } from '../repository.ts'
import { readApplied, type Applied } from './applied.ts'
import { neighboursInTheWay } from './neighbours.ts'
import { readPlans } from './plan-folder.ts'

export interface StatusRequest {
  /** Of the workspace, absolute. */
  readonly root: string
  /** Slug of the one plan that is meant; all when absent. */
  readonly only?: string
  /** Those that have ended too. */
  readonly all: boolean
  readonly environment: string
  /** The environment that is meant unless told; production when absent. */
  readonly usual?: string
  readonly databaseUrl?: string
  /** Name of the database that lies there, where the configuration has several. */
  readonly database?: string
  /** This day, `2026-11-20`. */
  readonly on: string
}

/** The plans of a workspace as they stand; and what is wrong with folders of plans that cannot be read. */
export const readStatus = async (
  request: StatusRequest,
): Promise<Result<{ readonly status: Status; readonly diagnostics: readonly Diagnostic[] }>> => {
  const { root, only, all, environment, databaseUrl, database } = request
  const { plans, diagnostics } = readPlans(root)
  const shown = plans.filter(({ slug, state }) => (only === undefined ? all || state.end === undefined : slug === only))
  const named = [...new Set(shown.map(({ state }) => state.database))]
  const asked = database ?? named[0]
  if (databaseUrl !== undefined && database === undefined && named.length > 1) return fail(severalDatabases(named))
  const read = async (session?: DatabaseSession): Promise<Status> => {
    const repository = openRepository(root)
    const statuses: PlanStatus[] = []
    for (const stored of shown) {
      const isThere = stored.state.database === undefined || stored.state.database === asked
      const applied = isThere && session ? await readApplied(session.ask, root, stored, await loadEngine(stored.plan.engine)) : undefined
      const isLeft = stored.state.end === undefined && stored.state.files.length > 0 && nextStage(stored) !== undefined
      const related = isLeft ? await neighboursInTheWay(root, stored, repository) : []
      statuses.push(statusOf(request, stored, applied, related))
    }
    return { format: 1, environment, plans: statuses.toSorted((a, b) => (a.planned < b.planned ? -1 : a.planned > b.planned ? 1 : 0)) }
  }
  if (databaseUrl === undefined) return ok({ status: await read(), diagnostics })
  const { askDatabase } = await import('../../engines/postgres/ask-database.ts')
  const status = await askDatabase(databaseUrl, { timeout: 30_000 }, read)
  return status.ok ? ok({ status: status.value, diagnostics }) : status
}

const severalDatabases = (names: readonly (string | undefined)[]): Diagnostic =>
  error(
    'several-databases',
    `The plans under way are of several databases (${names.map(name => name ?? 'one without a name').join(', ')}), and --database-url is the address of one.`,
    'say which lies there: --database NAME; or name one plan: lockstep status PLAN',
  )

const statusOf = (
  { root, environment, usual, on }: StatusRequest,
  stored: StoredPlan,
  applied: Applied | undefined,
  related: readonly Diagnostic[],
): PlanStatus => {
  const { slug, plan, state } = stored
  const files = state.files.map(file => fileStatus(root, file, applied))
  const written = writtenStages(state)
  const stages = plan.stages.map(({ number, phase }) => {
    const own = files.filter(({ stage, hasRun }) => stage === number && hasRun !== undefined)
    const is = !written.has(number) ? 'not written' : own.length > 0 && own.every(({ hasRun }) => hasRun === true) ? 'has run' : 'written'
    return { number, phase, is } as const
  })
  const next = nextStage(stored)
  const open = state.end !== undefined || next === undefined ? [] : openLines(stored, next, environment).map(({ text }) => text)
  return {
    plan: slug,
    title: plan.title,
    framework: state.framework,
    ...(state.database === undefined ? {} : { database: state.database }),
    planned: state.planned,
    days: Math.max(0, Math.round((Date.parse(on) - Date.parse(state.planned)) / 86_400_000)),
    stages,
    ...nextOf(stored, open, related, files, envOption(environment, usual)),
    open,
    attestations: state.attestations,
    files,
    ...(applied === undefined ? {} : { ledger: applied.ledger }),
    stale: related.map(({ message }) => message),
    ...(state.reverts === undefined ? {} : { reverts: state.reverts }),
    ...(state.undone === undefined ? {} : { undone: state.undone }),
    ...(state.end === undefined ? {} : { end: state.end }),
  }
}

const fileStatus = (root: string, { path, stage, version, sha256 }: WrittenFile, applied: Applied | undefined): FileStatus => {
  const file = join(root, path)
  const hasRun = version === undefined ? undefined : applied?.versions.get(version)
  return {
    path,
    stage,
    ...(version === undefined ? {} : { version }),
    is: !existsSync(file) ? 'missing' : contentHash(readFileSync(file, 'utf8')) === sha256 ? 'as written' : 'edited',
    ...(hasRun === undefined ? {} : { hasRun }),
  }
}

/** The one thing to do now. */
const nextOf = (
  stored: StoredPlan,
  open: readonly string[],
  related: readonly Diagnostic[],
  files: readonly FileStatus[],
  env: string,
): Pick<PlanStatus, 'next' | 'command'> => {
  const { slug, plan, state } = stored
  if (state.end !== undefined) return { next: `${state.end.how} on ${state.end.on}` }
  if (state.undone !== undefined)
    return {
      next: `undone back to stage ${state.undone.to} by ${state.undone.by}; plan what is left anew, undo the rest, or end it`,
      command: `lockstep replan ${slug}`,
    }
  const stage = nextStage(stored)
  if (stage === undefined) {
    const waiting = files.filter(({ hasRun }) => hasRun === false)
    if (waiting.length > 0) return { next: `run ${waiting.length === 1 ? 'the file' : `the ${waiting.length} files`} that have not run` }
    return { next: 'all stages are written; once they have run everywhere, end it', command: `lockstep status --finish ${slug}` }
  }
  const what = `stage ${stage.number} of ${plan.stages.length} (${stage.phase})`
  if (related.some(({ severity }) => severity === 'error'))
    return { next: `${what} no longer fits what others have done; plan it anew`, command: `lockstep replan ${slug}` }
  if (open.length > 0)
    return {
      next: `${what}, when ${open.length === 1 ? 'a line' : `${open.length} lines`} of its gate ${open.length === 1 ? 'is' : 'are'} attested`,
      command: `lockstep gate ${slug}${env}`,
    }
  return {
    next: state.files.length === 0 ? `write ${what}` : `write ${what}, once the files before it have run`,
    command: `lockstep generate ${slug}${env}`,
  }
}
