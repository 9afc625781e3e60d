import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { InitOptions as Request } from '../pipeline/init/request.ts'
import type { Command } from './command.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import { layouts, layoutsOf } from './layouts.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface InitOptions {
  readonly root: string
  readonly framework?: FrameworkId
  readonly frameworkVersion?: string
  readonly layout?: string
  readonly engine?: string
  readonly databaseUrl?: string
  readonly schema?: string
  readonly folder?: string
  readonly all?: boolean
  readonly ci?: 'github' | 'gitlab' | 'none'
  readonly refreshTypes?: boolean
  /** The clock of new migrations; this moment when absent. */
  readonly now?: Date
}

/** Finds out what a repository has, and writes what Lockstep needs beside it. Never over a file that is there. */
export async function init(options: InitOptions, terminal: Terminal): Promise<ExitCode> {
  const { root, frameworkVersion, refreshTypes: _, now = new Date(), ...rest } = options
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new UsageError(`there is no folder ${root}`)
  if (options.refreshTypes === true) return refreshTypes(root, terminal)
  const { initProject } = await import('../pipeline/init/index.ts')
  const start = (more: Partial<Request>) =>
    initProject({ root, now, ...rest, ...(frameworkVersion === undefined ? {} : { version: frameworkVersion }), ...more })
  let found = await start({})
  const asked = found.ok ? undefined : await askFor(found.diagnostics, terminal)
  if (asked !== undefined) found = await start(asked)
  if (!found.ok) return refuse(found.diagnostics, terminal)
  const { files, findings, next, diagnostics } = found.value
  const there = files.filter(({ path }) => existsSync(join(root, path)))
  if (there.length > 0) {
    await terminal.report([inTheWay(there.map(({ path }) => path))])
    return exitCode.failure
  }
  const written = writeFiles(
    files.map(({ path, content }) => ({ path: join(root, path), content })),
    { force: false },
  )
  if (!written.ok) {
    await terminal.report(written.diagnostics)
    return exitCode.failure
  }
  const listed = written.value.map(({ path }) => `  ${path}`)
  terminal.out(
    `${[...findings, '', 'Written:', ...listed, '', 'Next:', ...next.map(each => `  ${each.replaceAll('\n', '\n  ')}`)].join('\n')}\n`,
  )
  await terminal.report(diagnostics)
  return exitCode.clean
}

/** What this version writes for editors, and nothing else. */
async function refreshTypes(root: string, terminal: Terminal): Promise<ExitCode> {
  const { editorFiles } = await import('../pipeline/editor-files.ts')
  const files = (await editorFiles(root)).map(file => ({ ...file, path: join(root, file.path) }))
  const written = writeFiles(files, { force: false })
  if (!written.ok) {
    await terminal.report(written.diagnostics)
    return exitCode.failure
  }
  terminal.out(files.length === 0 ? 'They are those of this version.\n' : `${files.map(({ path }) => path).join('\n')}\n`)
  return exitCode.clean
}

const inTheWay = (paths: readonly string[]): Diagnostic => ({
  code: 'file-exists',
  severity: 'error',
  message: `Nothing was written. There already ${paths.length === 1 ? 'is' : 'are'}:\n${paths.map(path => `- ${path}`).join('\n')}`,
  help: 'init never writes over a file: move it away, or go on with it (lockstep pull --force renews the schema file)',
})

/** On a terminal, what the command line left open is asked for. */
async function askFor(diagnostics: readonly Diagnostic[], { ask }: Terminal): Promise<Partial<Request> | undefined> {
  const open = diagnostics.find(({ code }) => code === 'no-framework' || code === 'several-projects')
  if (ask === undefined || open === undefined) return undefined
  if (open.code === 'several-projects') {
    const folder = await ask(`${open.message}\nFolder of the one that is meant, or all: `)
    return folder === '' ? undefined : folder === 'all' ? { all: true } : { folder }
  }
  const answer = await ask(`${open.message}\nSet up which framework? ${frameworkIds.join(', ')}: `)
  const framework = frameworkIds.find(id => id === answer.toLowerCase())
  return framework === undefined ? undefined : { framework }
}

/** What single options cannot know of each other. */
function checkTogether({ framework, layout }: Partial<InitOptions>): true {
  const known: readonly string[] = framework === 'sql' || framework === 'liquibase' ? layoutsOf[framework] : layouts
  if (layout !== undefined && !known.includes(layout))
    throw new UsageError(`--layout ${layout} is not one of ${framework}: ${known.join(', ')}`)
  return true
}

export const initCommand: Command<InitOptions> = ({ terminal, finish }) => ({
  command: 'init [root]',
  describe: 'set a repository up: configuration, schema file, an example, a CI job; in an empty folder the framework too',
  builder: yargs =>
    yargs
      .positional('root', { type: 'string', default: '.', describe: 'the folder of the repository' })
      .option('framework', {
        choices: frameworkIds,
        describe: 'found out by itself where there are migrations; in an empty folder, the one to set up',
      })
      .option('framework-version', {
        type: 'string',
        requiresArg: true,
        describe: 'its version, such as 8.1, where the repository does not say',
      })
      .option('layout', { choices: layouts, describe: 'sql: pairs, golang-migrate, goose or dbmate; liquibase: xml, yaml, json or sql' })
      .option('folder', { type: 'string', requiresArg: true, describe: 'which migrations, where there are several sets' })
      .option('all', {
        type: 'boolean',
        describe: 'all of them, each as a database of its own',
        conflicts: ['folder', 'schema', 'database-url'],
      })
      .option('engine', {
        type: 'string',
        requiresArg: true,
        describe: 'postgres@16 [default: what the containers of the repository name]',
      })
      .option('database-url', {
        type: 'string',
        requiresArg: true,
        describe: 'postgres://user@host/database: take the schema from its catalog, rather than from dump or migrations',
      })
      .option('schema', {
        type: 'string',
        requiresArg: true,
        describe: 'take the schema from this file: a schema file of Lockstep, or a dump in SQL',
      })
      .option('ci', {
        choices: ['github', 'gitlab', 'none'] as const,
        describe: 'the job that checks changed migrations [default: what the repository has]',
      })
      .option('refresh-types', {
        type: 'boolean',
        default: false,
        describe: 'only write anew what editors need in a repository without node_modules: lockstep/types',
      })
      .check(options => checkTogether(options as unknown as Partial<InitOptions>))
      .example('$0 init', 'in a repository: finds framework, engine and version, writes lockstep.config.ts and lockstep/')
      .example('$0 init --database-url "$DATABASE_URL" --ci github', 'the schema from a database, and a workflow for pull requests')
      .example('$0 init --all', 'of several sets of migrations each becomes a database in lockstep.config.ts')
      .example('$0 init shop --framework flyway', 'in an empty folder: flyway.toml and the first migration; then flyway migrate')
      .example('$0 init --framework sql --layout goose --schema dump.sql', 'first migration from a dump')
      .epilogue('Asks on a terminal what it cannot find out; elsewhere it says which option answers. Never writes over a file.'),
  handler: async options => finish(await init(options, terminal)),
})
