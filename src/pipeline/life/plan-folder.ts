import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanState } from '../../life/plan-state.ts'
import type { Repository } from '../../frameworks/read.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import { schemaFrom, type WrittenSchema } from '../../model/entry-kinds.ts'
import type { Schema } from '../../model/schema.ts'
import type { Plan } from '../../plan/plan.ts'
import { sha256 } from '../../planner/hash.ts'
import { reportPlan } from '../report-plan.ts'
import { insideRepository } from './inside-repository.ts'
import { writtenTo } from './written-to.ts'

/** Where the plans of a workspace lie, from its root. */
export const plansFolder = 'lockstep/plans'

export interface PlanFile {
  /** From the root of the workspace. */
  readonly path: string
  readonly content: string
}

const names = { plan: 'plan.json', schema: 'schema.json', state: 'state.json', page: 'PLAN.md', quiet: 'include_object.py' } as const

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const pathOf = (slug: string, name: string): string => `${plansFolder}/${slug}/${name}`

/** Where a plan itself lies, from the root of the workspace. */
export const planPath = (slug: string): string => pathOf(slug, names.plan)

/** The state alone: what changes from day to day. */
export const stateFile = (slug: string, state: PlanState): PlanFile => ({ path: pathOf(slug, names.state), content: json(state) })

/** All files of a plan's folder. @param root of the workspace, absolute */
export const planFiles = async (root: string, stored: StoredPlan): Promise<readonly PlanFile[]> => {
  const { slug, plan, schema, state } = stored
  const { framework } = state
  const page = await reportPlan(plan, { format: 'md', framework, jobs: jobFiles(state), written: await writtenTo(root, stored) })
  return [
    { path: pathOf(slug, names.plan), content: await reportPlan(plan, { format: 'json' }) },
    { path: pathOf(slug, names.schema), content: json(schema) },
    stateFile(slug, state),
    { path: pathOf(slug, names.page), content: page },
    ...(framework === 'alembic' ? await quietAlembic(slug, plan) : []),
  ]
}

/** Jobs that were written apart from their migrations, by unit. */
const jobFiles = ({ files }: PlanState): ReadonlyMap<string, string> =>
  new Map(files.toReversed().flatMap(({ unit, path }) => (unit === undefined || !jobPath.test(path) ? [] : [[unit, path] as const])))

const jobPath =
  /(?:^|\/)(?:lib\/tasks\/lockstep\/[^/]+\.rake|Commands\/Lockstep\/[^/]+\.php|scripts\/lockstep\/[^/]+\.py|jobs\/[^/]+\.s(?:ql|h))$/

/** Python for `env.py`, so that autogenerate leaves alone what the plan has on its way. */
const quietAlembic = async (slug: string, plan: Plan): Promise<readonly PlanFile[]> => {
  const content = (await import('../../report/quiet/include-object.ts')).includeObject(plan)
  return content === undefined ? [] : [{ path: pathOf(slug, names.quiet), content }]
}

/** Slugs of the plans of a workspace. */
export const planSlugs = (root: string): readonly string[] => {
  const folder = join(root, plansFolder)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, names.plan)))
    .map(({ name }) => name)
    .toSorted()
}

/** A plan of the workspace, or what is wrong with its folder. */
export const readPlan = (root: string, slug: string): Result<StoredPlan> => {
  const read = planFrom(textBelow(root), slug)
  return read.ok ? insideRepository(root, pathOf(slug, names.state), read.value) : read
}

/** The text of a file by its path from the root of the workspace; nothing where it is not there. */
type ReadText = (path: string) => string | undefined

const textBelow =
  (root: string): ReadText =>
  path => {
    const file = join(root, path)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }

const planFrom = (read: ReadText, slug: string): Result<StoredPlan> => {
  const plan = readJson<Plan>(read, pathOf(slug, names.plan), needs.plan)
  if (!plan.ok) return plan
  const { hash, ...body } = plan.value
  if (sha256(body) !== hash)
    return fail(
      error(
        'plan-was-edited',
        `${pathOf(slug, names.plan)} is not what was planned: its content does not fit its hash. Nothing was written.`,
        'restore it from version control; a plan changes by lockstep replan',
      ),
    )
  const schema = readJson<WrittenSchema>(read, pathOf(slug, names.schema), needs.schema)
  if (!schema.ok) return schema
  const state = readJson<PlanState>(read, pathOf(slug, names.state), needs.state)
  return state.ok ? ok({ slug, plan: plan.value, schema: schemaFrom(schema.value), state: state.value }) : state
}

/** Plans that can be read, and what is wrong with the others. */
export interface PlansRead {
  readonly plans: readonly StoredPlan[]
  readonly diagnostics: readonly Diagnostic[]
}

/** All plans of the workspace. */
export const readPlans = (root: string): PlansRead => together(planSlugs(root).map(slug => readPlan(root, slug)))

/** All plans of a repository that need not be as it lies on disk. */
export const readPlansIn = ({ paths, read }: Repository): PlansRead => {
  const slugs = paths.flatMap(path => {
    const slug = planJson.exec(path)?.[1]
    return slug === undefined || read(path) === undefined ? [] : [slug]
  })
  return together(slugs.map(slug => planFrom(read, slug)))
}

const planJson = new RegExp(`^${plansFolder}/([^/]+)/${names.plan.replace('.', String.raw`\.`)}$`)

const together = (read: readonly Result<StoredPlan>[]): PlansRead => ({
  plans: read.flatMap(each => (each.ok ? [each.value] : [])),
  diagnostics: read.flatMap(each => (each.ok ? [] : each.diagnostics)),
})

/** A plan before anything of it is written. */
export const newPlan = (
  plan: Plan,
  schema: Schema,
  start: { readonly framework: FrameworkId; readonly planned: string } & Partial<PlanState>,
): StoredPlan => ({ slug: plan.slug, plan, schema, state: { format: 1, after: [], files: [], attestations: [], ...start } })

/** What a file of a plan's folder has to have: keys, and which of them hold lists. */
interface Needs {
  readonly keys: readonly string[]
  readonly lists: readonly string[]
}

const needs = {
  plan: { keys: ['format', 'slug', 'stages', 'hash'], lists: ['stages'] },
  schema: { keys: ['tables'], lists: [] },
  state: { keys: ['format', 'framework', 'files', 'attestations', 'after'], lists: ['files', 'attestations', 'after'] },
} as const

const readJson = <T>(read: ReadText, path: string, { keys, lists }: Needs): Result<T> => {
  const text = read(path)
  if (text === undefined)
    return fail(
      error('plan-is-incomplete', `${path} is not there`, 'restore it from version control; the plan’s folder is reviewed like code'),
    )
  const value = parsed(path, text)
  if (!value.ok) return value
  const found = value.value
  const missing = keys.filter(key => !Object.hasOwn(found, key))
  if (missing.length > 0) return fail(broken(`${path} lacks ${missing.join(', ')}`))
  if (keys.includes('format') && found['format'] !== 1)
    return fail(
      error(
        'plan-of-another-version',
        `${path} has format ${JSON.stringify(found['format'])}, and this version of Lockstep reads format 1`,
        'use the version of Lockstep that wrote it, or a later one',
      ),
    )
  const wrong = lists.filter(key => !Array.isArray(found[key]))
  if (wrong.length > 0) return fail(broken(`${path}: ${wrong.join(' and ')} of it must be ${wrong.length === 1 ? 'a list' : 'lists'}`))
  return ok(found as T)
}

const broken = (message: string): Diagnostic => error('plan-is-broken', message, 'restore it from version control')

const parsed = (path: string, text: string): Result<Readonly<Record<string, unknown>>> => {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? ok(value as Readonly<Record<string, unknown>>)
      : fail(broken(`${path} is no JSON object`))
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem
    return fail(
      error('plan-is-broken', `${path} is not JSON: ${problem.message}`, 'a merge may have left its marks in it; mend it by hand'),
    )
  }
}
