import { writeSchema } from '../../dsl/write-schema.ts'
import type { DatabaseConfig } from '../../dsl/config.ts'
import { ok, type Result } from '../../model/diagnostic.ts'
import type { Engine } from '../../steps/engine.ts'
import { editorFiles, isInstalledIn, typesFile } from '../editor-files.ts'
import type { FoundProject } from '../projects.ts'
import { loadFramework } from '../registry.ts'
import { ciFiles, detectCi } from './ci.ts'
import { literal } from './config-file.ts'
import { configOf } from './config-of.ts'
import { databaseNames } from './database-name.ts'
import type { DetectedEngine } from './detect-engine.ts'
import { exampleChange } from './example.ts'
import { doubtful, notWritten, withoutDoubt } from './own-files.ts'
import { readProjectSchema } from './read-schema.ts'
import type { Init, InitOptions, Parts } from './request.ts'

/** A repository that has several sets of migrations: each becomes a database, by a name of its own. */
export const takeUpAll = async (
  found: readonly FoundProject[],
  options: InitOptions,
  parts: Parts,
  detected: DetectedEngine,
  engine: Engine,
): Promise<Result<Init>> => {
  const names = databaseNames(found)
  const databases = await Promise.all(found.map((each, n) => takeUp(each, names[n]!, options, parts, engine)))
  const ci = options.ci ?? detectCi(parts.repository)
  const folders = databases.flatMap(({ config }) => config.folders)
  const job = ci === undefined || ci === 'none' ? undefined : ciFiles({ ...parts, ci, folders })
  const plans = databases.flatMap(({ files }) => files.filter(({ path }) => path.endsWith('/example.ts')).map(({ path }) => path))
  return ok({
    files: [
      { path: 'lockstep.config.ts', content: configFile(databases, detected, options, parts) },
      ...databases.flatMap(({ files }) => files),
      ...(await editorFiles(options.root)),
      ...(job?.files ?? []),
    ],
    findings: [
      ...databases.flatMap(({ name, findings }) => findings.map(line => `${name}: ${line}`)),
      `${detected.engine}: ${detected.because}`,
    ],
    next: [
      ...(job?.toDo === undefined ? [] : [job.toDo]),
      ...plans.slice(0, 1).map(path => `lockstep plan ${path}`),
      `lockstep check ${folders.join(' ')}`,
    ],
    diagnostics: databases.flatMap(({ diagnostics }) => diagnostics),
  })
}

type Taken = Pick<Init, 'files' | 'findings' | 'diagnostics'> & {
  readonly name: string
  readonly config: ReturnType<typeof configOf>['config']
}

const takeUp = async (found: FoundProject, name: string, options: InitOptions, { repository }: Parts, engine: Engine): Promise<Taken> => {
  const { config, findings } = configOf(found, await loadFramework(found.framework), repository, options)
  const read = await readProjectSchema(found, repository, engine)
  const { schema, doubts } = withoutDoubt(read.schema)
  const text = await writeSchema(schema)
  const file = `lockstep/${name}/schema.ts`
  const place = `lockstep/${name}/changes/example.ts`
  const example = text.ok ? exampleChange(schema, place) : undefined
  return {
    name,
    config,
    files: [
      ...(text.ok ? [{ path: file, content: text.value }] : []),
      ...(example === undefined ? [] : [{ path: place, content: example }]),
    ],
    findings: [...findings, `schema from ${read.from}`],
    diagnostics: [
      ...(text.ok ? [] : notWritten(text.diagnostics, file)),
      ...(doubts.length === 0 || !text.ok ? [] : [doubtful(doubts, file)]),
    ],
  }
}

/** What all databases have alike stands at the top, the rest with each. */
const configFile = (databases: readonly Taken[], { engine, because }: DetectedEngine, { root }: InitOptions, { render }: Parts): string => {
  const keys = ['framework', 'version', 'naming', 'strongMigrations', 'acronyms', 'tablePrefix'] as const
  const isShared = (key: (typeof keys)[number]): boolean =>
    databases[0]!.config[key] !== undefined && new Set(databases.map(({ config }) => JSON.stringify(config[key]))).size === 1
  const shared = keys.filter(isShared)
  const own = (config: DatabaseConfig): object =>
    Object.fromEntries(Object.entries(config).filter(([key]) => !shared.some(each => each === key)))
  return render('config/lockstep.config.databases.ts', {
    types: isInstalledIn(root) ? undefined : typesFile,
    engineBecause: because,
    engine: literal(engine),
    shared: shared.map(key => `${key}: ${literal(databases[0]!.config[key])}`),
    databases: databases.map(({ name, config }) => `${/^\w+$/.test(name) ? name : literal(name)}: ${literal(own(config))}`),
  })
}
