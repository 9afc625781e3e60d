import { join } from 'node:path'
import { readDatabase, readServerMajor } from '../../engines/postgres/read-database.ts'
import { parseEngine } from '../../engines/postgres/versions.ts'
import type { Repository } from '../../frameworks/read.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { ownVersion } from '../../pipeline.ts'
import { createTemplates } from '../templates.ts'
import type { Engine } from '../../steps/engine.ts'
import type { FoundProject } from '../projects.ts'
import { loadEngine, loadFramework } from '../registry.ts'
import { openRepository } from '../repository.ts'
import { readStartingSchema } from '../starting-schema.ts'
import { addressOf } from './address.ts'
import { allProjects, chooseProject } from './choose-project.ts'
import { configOf } from './config-of.ts'
import { detectEngine, type DetectedEngine } from './detect-engine.ts'
import { firstMigration } from './first-migration.ts'
import { ownFiles } from './own-files.ts'
import { readProjectSchema, type ReadSchema } from './read-schema.ts'
import type { Init, InitOptions, Parts } from './request.ts'
import { sampleSchema } from './sample.ts'
import { takeUpAll } from './take-up-all.ts'

/** Finds out what a repository has and what it needs to be worked on with Lockstep. Writes nothing. */
export const initProject = async (options: InitOptions): Promise<Result<Init>> => {
  const repository = openRepository(options.root)
  const parts: Parts = { repository, render: await createTemplates(), lockstep: await ownVersion() }
  const all = options.all === true ? await allProjects(repository, options) : undefined
  if (all?.ok === false) return all
  const several = all !== undefined && all.value.length > 1 ? all.value : undefined
  const chosen = several === undefined ? await chooseProject(repository, options) : ok(undefined)
  if (!chosen.ok) return chosen
  const detected = await engineFor(options, repository)
  if (!detected.ok) return detected
  const version = parseEngine(detected.value.engine)
  if (!version.ok) return version
  const engine = await loadEngine(version.value)
  if (several !== undefined) return takeUpAll(several, options, parts, detected.value, engine)
  return chosen.value === undefined
    ? startProject(options, parts, detected.value, engine)
    : takeUpProject(chosen.value, options, parts, detected.value, engine)
}

const engineFor = async ({ engine, databaseUrl }: InitOptions, repository: Repository): Promise<Result<DetectedEngine>> => {
  if (engine !== undefined) return ok({ engine, because: 'The server; the oldest one where there are several.' })
  if (databaseUrl !== undefined) {
    const major = await readServerMajor(databaseUrl)
    return major.ok ? ok({ engine: `postgres@${major.value}`, because: 'The server it was set up with; the oldest one counts.' }) : major
  }
  return ok(
    detectEngine(repository) ?? { engine: 'postgres@14', because: 'Nothing says which server it is: put the oldest one you run here.' },
  )
}

const theDatabase = 'the database'
const hasTables = 'once, since the database has these tables already: '

/** A repository that has migrations: what there is stays as it is. */
const takeUpProject = async (
  found: FoundProject,
  options: InitOptions,
  parts: Parts,
  detected: DetectedEngine,
  engine: Engine,
): Promise<Result<Init>> => {
  const { project } = found
  const framework = await loadFramework(found.framework)
  const read = await schemaFor(options, engine, () => readProjectSchema(found, parts.repository, engine))
  if (!read.ok) return read
  const { config, findings } = configOf(found, framework, parts.repository, options)
  const rest = await ownFiles(config, read.value, options, parts, detected)
  return ok({
    ...rest,
    findings: [...findings, `${detected.engine}: ${detected.because}`, ...rest.findings],
    next: [...rest.next, `lockstep check ${project.folders.join(' ')}`],
  })
}

/** An empty folder, or one without this framework: it gets what the framework's own command needs. */
const startProject = async (options: InitOptions, parts: Parts, detected: DetectedEngine, engine: Engine): Promise<Result<Init>> => {
  if (options.framework === undefined)
    return fail(
      error('no-framework', 'There are no migrations here yet.', 'say what to set up: --framework flyway, liquibase, alembic or sql'),
    )
  const framework = await loadFramework(options.framework)
  const { scaffold, generator } = framework
  if (scaffold === undefined)
    return fail(
      error(
        'generator-first',
        `There is no ${framework.id} application here, and ${framework.id} makes its own.`,
        `run ${generator ?? 'its generator'} first, then lockstep init: it takes up what is there`,
      ),
    )
  const read = await schemaFor(options, engine, async () => ({
    schema: sampleSchema(),
    from: 'nothing yet: one table to begin with',
    diagnostics: [],
  }))
  if (!read.ok) return read
  const { layout } = options
  const written = { ...(options.version === undefined ? {} : { version: options.version }), ...(layout === undefined ? {} : { layout }) }
  const first = firstMigration({
    schema: read.value.schema,
    file: 'lockstep/schema.ts',
    framework,
    options: written,
    engine,
    render: parts.render,
    now: options.now,
  })
  if (!first.ok) return first
  const address = addressOf(options)
  const set = scaffold({ address, first: first.value.map(({ name }) => name), render: parts.render, ...written })
  const config = {
    framework: framework.id,
    folders: [framework.folder],
    ...(layout === undefined ? {} : { naming: { layout } }),
    ...(options.version === undefined ? {} : { version: options.version }),
  }
  const rest = await ownFiles(config, read.value, options, parts, detected)
  const isThere = read.value.from === theDatabase && first.value.length > 0
  return ok({
    ...rest,
    files: [...set.files, ...first.value.map(({ name, content }) => ({ path: join(framework.folder, name), content })), ...rest.files],
    findings: [`${framework.id}: new`, `${detected.engine}: ${detected.because}`, ...rest.findings],
    next: [...(isThere ? [`${hasTables}${set.adopt}`] : []), set.migrate, ...rest.next],
  })
}

/** Says of what the schema is made: a file, a database, or what the repository has. */
const schemaFor = async (
  { schema: file, databaseUrl }: InitOptions,
  engine: Engine,
  otherwise: () => Promise<ReadSchema>,
): Promise<Result<ReadSchema>> => {
  if (file !== undefined) {
    const schema = await readStartingSchema(file, engine)
    return schema.ok ? ok({ schema: schema.value, from: file, diagnostics: [] }) : schema
  }
  if (databaseUrl !== undefined) {
    const schema = await readDatabase(databaseUrl)
    if (!schema.ok) return schema
    if (schema.value.tables.keys().length > 0) return ok({ schema: schema.value, from: theDatabase, diagnostics: [] })
  }
  return ok(await otherwise())
}
