import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { defaultPolicy, type Policy } from './changes/recipe.ts'
import { completeViews } from './engines/postgres/complete-views.ts'
import { withPostgres } from './engines/postgres/index.ts'
import { parseEngine } from './engines/postgres/versions.ts'
import { emitApart } from './frameworks/jobs.ts'
import type { EmitRequest, EmittedFile, FrameworkOptions } from './frameworks/framework.ts'
import { namedUnits } from './frameworks/named-units.ts'
import { isSupported } from './frameworks/supported-versions.ts'
import { error, fail, ok, type Diagnostic, type Result } from './model/diagnostic.ts'
import type { FrameworkId } from './model/framework.ts'
import type { Phase } from './model/gate.ts'
import { keyOf } from './model/name.ts'
import type { Schema } from './model/schema.ts'
import type { Change } from './changes/change.ts'
import type { Plan } from './plan/plan.ts'
import { selectStages } from './plan/select-stages.ts'
import { planChanges } from './planner/index.ts'
import type { DiagnosticOptions } from './report/diagnostics.ts'
import type { ExplainOptions } from './report/explain/explain-step.ts'
import type { ReportFormat } from './report/index.ts'
import type { CheckOptions } from './pipeline/check.ts'
import type { Fix, FixOptions, FixTarget } from './pipeline/fix.ts'
import { cacheFolder } from './pipeline/cache-folder.ts'
import { ownFolder } from './pipeline/own-folder.ts'
import { createTemplates } from './pipeline/templates.ts'
import type { PulledStatistics, PullStatisticsOptions } from './pipeline/pull-statistics.ts'
import { loadEngine, loadFramework } from './pipeline/registry.ts'
import type { Settings, SettingsRequest } from './pipeline/settings/index.ts'
import { reportPlan } from './pipeline/report-plan.ts'
import type { Checked, FindingFormat } from './report/findings/checked.ts'
import type { FindingsOptions } from './report/findings/index.ts'

export { loadEngine, loadFramework } from './pipeline/registry.ts'
export { reportPlan } from './pipeline/report-plan.ts'

/** A schema and what is to change in it: what a change file exports. */
export interface ChangeInput {
  readonly title?: string
  readonly schema: Schema
  readonly changes: readonly Change[]
}

export interface PlanOptions {
  /** `postgres`, `postgres@16`, `postgres@16.4`. */
  readonly engine?: string
  /** Longest stall the application may feel, milliseconds; 100 unless told. */
  readonly maxStall?: number
  /** How long a file keeps trying for its locks, seconds; 10 unless told. */
  readonly patience?: number
  readonly policy?: Partial<Policy>
  /** One schema for each tenant, chosen by `search_path`. */
  readonly tenants?: 'search-path'
}

/** Plans a change: the smallest safe sequence, or the reasons there is none. */
export const planChange = async (input: ChangeInput, options: PlanOptions = {}): Promise<Result<Plan>> => {
  const version = parseEngine(options.engine ?? 'postgres')
  if (!version.ok) return version
  const server = options.tenants === undefined ? version.value : { ...version.value, tenants: options.tenants }
  return withPostgres(server, engine => {
    const { schema, holders: changes } = completeViews(input.schema, input.changes)
    return planChanges({
      ...(input.title === undefined ? {} : { title: input.title }),
      schema,
      changes,
      engine,
      policy: { ...defaultPolicy, ...options.policy },
      maxStall: options.maxStall ?? 100,
      ...(options.patience === undefined ? {} : { patience: options.patience }),
    })
  })
}

/** How units are written. */
export interface EmitOptions extends FrameworkOptions, Pick<EmitRequest, 'after' | 'versions' | 'written' | 'now'> {
  readonly framework: FrameworkId
}

export interface GenerateOptions extends EmitOptions {
  /** Its stages up to the next gate that people attest; `all`, also when absent, is for rehearsals. */
  readonly phase?: Phase | 'all'
  /** One stage by its number, instead of a phase. */
  readonly stage?: number
}

/** The version of this program. */
export const ownVersion = async (): Promise<string> =>
  (JSON.parse(await readFile(join(ownFolder, 'package.json'), 'utf8')) as { readonly version: string }).version

/** Writes a plan's units as files of one framework. Nothing touches the disk here. */
export const generateFiles = async (plan: Plan, options: GenerateOptions): Promise<Result<readonly EmittedFile[]>> => {
  const { phase = 'all', stage: number, ...rest } = options
  const units = selectStages(plan, number === undefined ? { phase } : { stage: number }).flatMap(stage =>
    stage.units.map(unit => ({ stage, unit })),
  )
  if (units.length > 0) return emitUnits(plan, units, rest)
  const there = plan.stages.map(stage => `${stage.number} (${stage.phase})`).join(', ')
  return fail(
    error('nothing-to-write', `The plan has no ${number === undefined ? `${phase} phase` : `stage ${number}`}.`, `its stages are ${there}`),
  )
}

/** Writes some units of a plan, in its order. Nothing touches the disk here. */
export const emitUnits = async (plan: Plan, units: EmitRequest['units'], options: EmitOptions): Promise<Result<readonly EmittedFile[]>> => {
  const { framework: id, after, versions, written, now, ...rest } = options
  const framework = await loadFramework(id)
  if (rest.version !== undefined && !isSupported(rest.version, framework.versions)) {
    return fail(
      error('unsupported-framework-version', `${id} ${rest.version} is not supported.`, `use one of ${framework.versions.join(', ')}`),
    )
  }
  const render = await createTemplates()
  return withPostgres(plan.engine, engine => {
    const request: EmitRequest = {
      plan,
      units: namedUnits(units, rest),
      now,
      options: rest,
      engine,
      render,
      ...(after === undefined ? {} : { after }),
      ...(versions === undefined ? {} : { versions }),
      ...(written === undefined ? {} : { written }),
    }
    return rest.jobs === 'apart' ? emitApart(framework, request) : framework.emit(request)
  })
}

export interface LoadOptions {
  /** Asks the compiler too, which finds more than running the file does. On unless told; remembered by content. */
  readonly typeCheck?: boolean
}

/** Loads a change file: checks its types, runs it, and returns what it exports or everything that is wrong with it. */
export const loadChangeFile = async (path: string, { typeCheck = true }: LoadOptions = {}): Promise<Result<ChangeInput>> => {
  const [{ loadChangeFile: load }, module] = await Promise.all([import('./dsl/load.ts'), import('./authoring.ts')])
  const loaded = await load(path, { module, cacheFolder })
  // What running the file finds is said in the words of the schema; the compiler is asked for the rest.
  if (!loaded.ok || !typeCheck) return loaded
  const mistakes = await (await import('./dsl/type-check.ts')).typeCheck(path, { cacheFolder })
  return mistakes.length === 0 ? loaded : fail(...mistakes)
}

/** What the configuration says for the database that a file or folder belongs to. */
export const readSettings = async (request: SettingsRequest): Promise<Result<Settings>> =>
  (await import('./pipeline/settings/index.ts')).readSettings(request)

/**
 * The schema file of a live database.
 *
 * @param url `postgres://user@host/database`; its catalog is read in one read-only snapshot, nothing is changed
 * @param before the schema file that this one takes the place of: statistics of its tables are kept
 */
export const pullSchema = async (url: string, before?: string): Promise<Result<string>> => {
  const { readDatabase } = await import('./engines/postgres/read-database.ts')
  const schema = await readDatabase(url)
  if (!schema.ok) return schema
  const kept = before === undefined || !existsSync(before) ? undefined : await statisticsIn(before)
  const tables = schema.value.tables.map(table => {
    const statistics = kept?.get(keyOf(table.name))?.statistics
    return statistics === undefined ? table : { ...table, statistics }
  })
  return (await import('./dsl/write-schema.ts')).writeSchema({ ...schema.value, tables })
}

/** The tables of a schema file that loads. */
const statisticsIn = async (path: string): Promise<Schema['tables'] | undefined> => {
  const [{ loadSchemaFile }, module] = await Promise.all([import('./dsl/load.ts'), import('./authoring.ts')])
  const loaded = await loadSchemaFile(path, { module, cacheFolder })
  return loaded.ok ? loaded.value.schema.tables : undefined
}

/** The schema file with sizes and write rates of a live database, everything else in it as it was. */
export const pullStatistics = async (options: PullStatisticsOptions): Promise<Result<PulledStatistics>> =>
  (await import('./pipeline/pull-statistics.ts')).pullStatistics(options)

/** Where a framework's files live by convention: `db/migrate`. */
export const frameworkFolder = async (id: FrameworkId): Promise<string> => (await loadFramework(id)).folder

/** Diagnostics as text, with the place in the file they point at. */
export const reportDiagnostics = async (diagnostics: readonly Diagnostic[], options: DiagnosticOptions): Promise<string> =>
  (await import('./report/diagnostics.ts')).diagnosticsText(diagnostics, options)

/** Judges the migrations of a repository, whatever framework they are written for. */
export const checkPaths = async (options: CheckOptions): Promise<Result<Checked>> => {
  const inspected = await (await import('./pipeline/check.ts')).inspectPaths(options)
  return inspected.ok ? ok(inspected.value.checked) : inspected
}

/**
 * Judges them, and plans anew what the harmful ones wanted: files in stages, of the same framework.
 *
 * @param target another framework, to write them for that
 */
export const fixPaths = async (
  options: FixOptions,
  now: Date,
  target?: FixTarget,
): Promise<Result<{ readonly checked: Checked; readonly fixes: readonly Fix[] }>> =>
  (await import('./pipeline/fix.ts')).fixPaths(
    options,
    { plan: planChange, generate: (plan, writing) => generateFiles(plan, { ...writing, now, phase: 'all' }) },
    target,
  )

/** What a check found, as text, for a program, for a review. */
export const reportFindings = async (checked: Checked, options: Omit<FindingsOptions, 'version'>): Promise<string> => {
  const [{ renderFindings }, manifest] = await Promise.all([
    import('./report/findings/index.ts'),
    readFile(join(ownFolder, 'package.json'), 'utf8'),
  ])
  return renderFindings(checked, { ...options, version: (JSON.parse(manifest) as { readonly version: string }).version })
}

/** The baseline file that takes over these findings as they are. */
export const writeBaseline = async ({ findings }: Checked): Promise<string> =>
  `${JSON.stringify((await import('./rules/baseline.ts')).baselineOf(findings), null, 2)}\n`

const examples = join(ownFolder, 'schema-examples')

/** A change told by its example: the file, and the plan of it with the reasons. */
const explainChange = async (kind: string, options: ExplainOptions): Promise<Result<string> | undefined> => {
  const file = join(examples, `${kind}.ts`)
  if (!existsSync(file)) return undefined
  const loaded = await loadChangeFile(file)
  const planned = loaded.ok ? await planChange(loaded.value) : loaded
  if (!planned.ok) return planned
  return ok(`${await readFile(file, 'utf8')}\n${await reportPlan(planned.value, { format: 'text', explain: true, ...options })}`)
}

/** What there is to know about a change, a step or a hazard; what there is to ask about when no topic is given. */
export const explain = async (topic: string | undefined, options: ExplainOptions): Promise<Result<string>> => {
  const [{ explainTopic }, { nearest }, { behaviours }] = await Promise.all([
    import('./report/explain/index.ts'),
    import('./dsl/did-you-mean.ts'),
    import('./changes/index.ts'),
  ])
  const version = parseEngine('postgres')
  if (!version.ok) return version
  return explainTopic(topic, {
    ...options,
    nearest,
    engine: await loadEngine(version.value),
    changes: [...new Set([...Object.keys(behaviours), ...(await readdir(examples)).map(file => parse(file).name)])],
    explainChange: kind => explainChange(kind, options),
  })
}

/** The known word that was probably meant. */
export const nearestWord = async (written: string, known: readonly string[]): Promise<string | undefined> =>
  (await import('./dsl/did-you-mean.ts')).nearest(written, known)

export type { Checked, CheckOptions, Fix, EmittedFile, FindingFormat, Plan, Policy, ReportFormat, Settings }
