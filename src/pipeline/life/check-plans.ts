import { dirname } from 'node:path/posix'
import type { Numbered } from '../../frameworks/numbering.ts'
import type { Repository } from '../../frameworks/read.ts'
import { fileFindings, gateFindings, orderFindings, stackFindings } from '../../life/plan-findings.ts'
import { isInFlight, type StoredPlan } from '../../life/stored-plan.ts'
import { collidingPlans } from '../../life/two-plans.ts'
import { error, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { PlansChecked } from '../../report/life/plans-check.ts'
import { openRepository } from '../repository.ts'
import { baseBranch, mergedWith, type BaseBranch } from './base-branch.ts'
import { remainingOf, surroundingsOf, tellRelated } from './neighbours.ts'
import { readPlans, readPlansIn } from './plan-folder.ts'
import { standingOf, type Standing } from './standing.ts'

/**
 * Whether the plans of a workspace are fit to be merged, without a database: their files' places in the order, heads, what has come
 * in between, and whether their folders are whole.
 *
 * @param root of the workspace, absolute
 * @param since the branch this one is to be merged into; the default branch unless told
 * @param slug one plan alone
 */
export const checkPlans = async (root: string, since?: string, slug?: string): Promise<Result<PlansChecked>> => {
  const base = baseBranch(root, since)
  if (!base.ok) return base
  const own = openRepository(root)
  const repository = base.value === undefined ? own : mergedWith(own, root, base.value)
  const here = readPlans(root)
  const { plans, diagnostics: broken } = base.value === undefined ? here : readPlansIn(repository)
  const going = here.plans.filter(each => each.state.end === undefined && (slug === undefined || each.slug === slug))
  const findings: Diagnostic[] = [...broken]
  const standings = new Map<string, Standing>()
  for (const stored of going) {
    findings.push(...fileFindings(stored, own.read), ...gateFindings(stored), ...orderFindings(stored), ...stackFindings(stored, plans))
    const standing = await standingFor(stored, repository, standings)
    if (standing.ok) findings.push(...placeFindings(stored, standing.value, base.value))
    else findings.push(...standing.diagnostics)
    if (isInFlight(stored) && remainingOf(stored).length > 0)
      findings.push(...(await surroundingsOf(root, stored, repository)).related.map(each => tellRelated(stored, each)))
  }
  // What has ended still has files: nobody looks at those that are on the other branch already.
  const ended = here.plans.filter(each => each.state.end !== undefined && (slug === undefined || each.slug === slug))
  for (const stored of ended.filter(({ state }) => state.files.some(({ path }) => base.value?.paths.has(path) === false))) {
    const standing = await standingFor(stored, repository, standings)
    findings.push(...(standing.ok ? placeFindings(stored, standing.value, base.value) : standing.diagnostics))
  }
  findings.push(...[...standings.values()].flatMap(severalHeads), ...collidingPlans(plans))
  const migrations = [...standings.values()].reduce((sum, { all }) => sum + all.length, 0)
  return ok({ root, plans: going.length, migrations, diagnostics: findings, ...(base.value === undefined ? {} : { base: base.value.ref }) })
}

/** Plans of one framework in one folder share what is read of it. */
const standingFor = async ({ state }: StoredPlan, repository: Repository, known: Map<string, Standing>): Promise<Result<Standing>> => {
  const first = state.files.find(({ version }) => version !== undefined)
  const folder = first === undefined ? undefined : dirname(first.path)
  const key = JSON.stringify([state.framework, folder, state.layout])
  const found = known.get(key)
  if (found !== undefined) return ok(found)
  const standing = await standingOf(repository, {
    framework: state.framework,
    ...(folder === undefined ? {} : { folder }),
    ...(state.layout === undefined ? {} : { layout: state.layout }),
  })
  if (standing.ok) known.set(key, standing.value)
  return standing
}

/** Files that are new here and stand below one that is on the other branch already: they would run out of order there, or never. */
const placeFindings = (
  stored: StoredPlan,
  { numbering, all, framework }: Standing,
  base: BaseBranch | undefined,
): readonly Diagnostic[] => {
  const { plan, state } = stored
  const { isAbove } = numbering
  if (base === undefined || isAbove === undefined) return []
  const ownPaths = new Set(state.files.map(({ path }) => path))
  const highest = all
    .filter(({ path }) => base.paths.has(path) && !ownPaths.has(path))
    .reduce<Numbered | undefined>((a, b) => (a === undefined || isAbove(b.version, a.version) ? b : a), undefined)
  const below = all.filter(
    ({ path, version }) => ownPaths.has(path) && !base.paths.has(path) && highest !== undefined && isAbove(highest.version, version),
  )
  const [first] = below
  if (first === undefined || highest === undefined) return []
  return [
    error(
      'below-the-highest',
      `${below.map(({ path }) => path).join(', ')} of "${plan.title}" ${below.length === 1 ? 'stands' : 'stand'} below ${highest.path}, which is on ${base.ref}: ${framework.id} would run ${below.length === 1 ? 'it' : 'them'} out of order there, or never.`,
      howToMend(stored, below.length),
      { file: first.path, line: 1, column: 1 },
    ),
  ]
}

/** A plan that is over is not numbered anew: it would come after what undoes it. */
const howToMend = ({ slug, state: { end, undone } }: StoredPlan, files: number): string => {
  const restamp = `lockstep generate ${slug} --restamp`
  if (end === undefined && undone === undefined) return restamp
  if (end?.how === 'finished') return `the plan was finished: take its end out of state.json, then ${restamp}`
  const [those, them] = files === 1 ? ['this file has', 'it'] : ['these files have', 'them']
  if (end?.how === 'abandoned') return `the plan was abandoned: where ${those} run nowhere, remove ${them}`
  return `the plan was ${end === undefined ? 'undone in part' : 'reverted'}: where ${those} run nowhere, remove ${them}, and those of ${end === undefined ? undone!.by : 'the plan that undoes it'} with ${them}`
}

const severalHeads = ({ all, newest }: Standing): readonly Diagnostic[] => {
  if (newest.length < 2 || !all.some(({ parents }) => parents !== undefined)) return []
  return [
    error(
      'several-heads',
      [`The revisions have ${newest.length} heads:`, ...newest.map(({ version, path }) => `- ${version} (${path})`)].join('\n'),
      'merge them: alembic merge heads; or give the later files the other head for a parent: lockstep generate PLAN --restamp',
      { file: newest.at(-1)!.path, line: 1, column: 1 },
    ),
  ]
}
