import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { EmittedFile } from '../../../../src/frameworks/framework.ts'
import { makeFolder, ownJobEnv, pgEnv, removeFolder, writeFiles } from '../folder.ts'
import { inPart, missingPart } from '../part.ts'
import { run, start, type Command } from '../process.ts'
import type { CommandProject, Ledger, Open, Site, Tool } from '../tool.ts'

interface Cut {
  readonly client: pg.Client
  readonly file: EmittedFile | undefined
  readonly isDone: boolean
  /** The project's `migrations`. */
  readonly names: readonly string[]
  readonly run: (...words: readonly string[]) => Promise<string>
}

/** A runner of SQL files in one folder. */
interface Runner {
  /** The command for these words, and for those of the user's that are not `migrate` or `rollback`. */
  readonly command: (site: Site, words: readonly string[]) => Omit<Command, 'cwd'>
  readonly migrate: readonly string[]
  readonly rollBack: readonly string[]
  /** Its lock, if it has one, and what comes of it. */
  readonly lock?: string
  /** The step its documentation asks for after a cut; `isDone` where the file's own comment has been followed and it has nothing left to do. */
  readonly recover?: (at: Cut) => Promise<void>
}

const openRunner =
  (name: string, { command, migrate, rollBack, recover }: Runner): Open<CommandProject> =>
  async site => {
    const folder = makeFolder(name)
    mkdirSync(join(folder, 'migrations'))
    const words = (args: readonly string[]): Command => ({ ...command(site, args), cwd: folder })
    return {
      folder,
      add: async files => writeFiles(join(folder, 'migrations'), files),
      migrate: async () => void (await run(words(migrate))),
      rollBack: async () => void (await run(words(rollBack))),
      start: () => start(words(migrate)),
      recover: async file => {
        const client = new pg.Client({ ...site, application_name: 'lab' })
        await client.connect()
        const isDone = await followComment(client, file)
        const names = readdirSync(join(folder, 'migrations')).sort()
        await recover?.({ client, file, isDone, names, run: (...args) => run(words(args)) })
        await client.end()
      },
      job: ({ command: job = '' }, pause, schemas) =>
        start({ command: 'sh', args: ['-c', job], cwd: folder, env: { ...pgEnv(site), ...ownJobEnv(pause, schemas) } }),
      run: (...args) => run(words(args)),
      close: async () => removeFolder(folder),
    }
  }

const upOf = ({ content }: EmittedFile): string => content.split('-- migrate:down')[0]!

/** Its statement stands alone and cannot be repeated: a comment says what to do first (the interruptions show that it works). */
const hasComment = (file: EmittedFile): boolean => /^-- Cut off\?/m.test(upOf(file))

/** Does what a cut file's comment asks for; tells whether the file is done with that. */
const followComment = async (client: pg.Client, file: EmittedFile | undefined): Promise<boolean> => {
  const up = file === undefined ? '' : upOf(file)
  const [, sql, then] = /^-- Cut off\? .*?[Rr]un: (.*); then (this file again|record this file as applied)\.$/m.exec(up) ?? []
  if (sql === undefined) return false
  const isDone = then === 'record this file as applied'
  await client.query(sql).catch((problem: pg.DatabaseError) => {
    // "Where it is still attached": the killed client's session may have come to its end.
    if (!isDone || problem.code !== '42P01') throw problem
  })
  return isDone
}

const urlOf = ({ host, port, database, user }: Site): string => `postgres://${user}@${host}:${port}/${database}?sslmode=disable`

const leadingDigits = (name: string): string => /^\d+/.exec(name)![0]

/** Rows of a table, as texts; none where the table is not there yet. */
const rowsOf = async (client: pg.Client, table: string, sql: string): Promise<readonly string[]> => {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table])
  if (!rows[0]!.there) return []
  return (await client.query<{ key: string }>(sql)).rows.map(({ key }) => key)
}

/** psql keeps no record of its own: a team has a loop like this one, which asks and notes what ran. */
const loop = join(import.meta.dirname, '..', 'drivers', 'psql-loop.sh')
const psql: Runner = {
  command: (site, args) => ({ command: 'sh', args: [loop, ...args], env: pgEnv(site) }),
  migrate: ['up'],
  rollBack: ['down'],
}
const psqlLedger: Ledger = {
  tables: ['applied_files'],
  keyOf: ({ name }) => (name.endsWith('.up.sql') ? name.replace(/\.up\.sql$/, '') : undefined),
  applied: client => rowsOf(client, 'applied_files', 'SELECT name AS key FROM applied_files ORDER BY name'),
  forget: async (client, key) => void (await client.query('DELETE FROM applied_files WHERE name = $1', [key])),
  isRecordedApart: () => true,
}

const dirtyVersion = 'SELECT version::text AS key FROM schema_migrations WHERE dirty'
const migrate: Runner = {
  command: (site, args) => ({
    command: inPart('golang-migrate', 'bin', 'migrate'),
    args: ['-path', 'migrations', '-database', urlOf(site), ...args],
  }),
  migrate: ['up'],
  rollBack: ['down', '1'],
  lock: 'a second runner that waits for its lock may end a concurrent build (sql.test.ts)',
  // "Force your database to a version reflecting its real state": the file's own where it is done, otherwise the one before it.
  recover: async ({ client, isDone, names, run }) => {
    const [dirty] = await rowsOf(client, 'schema_migrations', dirtyVersion)
    if (dirty === undefined) return
    const versions = names.filter(name => name.endsWith('.up.sql')).map(leadingDigits)
    await run('force', '--', isDone ? dirty : (versions[versions.indexOf(dirty) - 1] ?? '-1'))
  },
}
const migrateLedger: Ledger = {
  tables: ['schema_migrations'],
  keyOf: ({ name }) => (name.endsWith('.up.sql') ? leadingDigits(name) : undefined),
  // It records the version it stands at.
  applied: async (client, files) => {
    const [at] = await rowsOf(client, 'schema_migrations', 'SELECT version::text AS key FROM schema_migrations')
    const [dirty] = await rowsOf(client, 'schema_migrations', dirtyVersion)
    return files
      .flatMap(file => migrateLedger.keyOf(file) ?? [])
      .filter(key => key !== dirty && at !== undefined && BigInt(key) <= BigInt(at))
  },
  forget: async (client, key, files) => {
    const keys = files.flatMap(file => migrateLedger.keyOf(file) ?? [])
    const before = keys[keys.indexOf(key) - 1]
    if (before === undefined) await client.query('DELETE FROM schema_migrations')
    else await client.query('UPDATE schema_migrations SET version = $1', [before])
  },
  isRecordedApart: file => !hasComment(file),
}

const goose: Runner = {
  command: (site, args) => ({ command: inPart('goose', 'bin', 'goose'), args: ['-dir', 'migrations', 'postgres', urlOf(site), ...args] }),
  migrate: ['up'],
  rollBack: ['down'],
}
const gooseLedger: Ledger = {
  tables: ['goose_db_version'],
  keyOf: ({ name }) => leadingDigits(name),
  applied: client =>
    rowsOf(
      client,
      'goose_db_version',
      'SELECT version_id::text AS key FROM goose_db_version WHERE version_id > 0 AND is_applied ORDER BY id',
    ),
  forget: async (client, key) => void (await client.query('DELETE FROM goose_db_version WHERE version_id = $1', [key])),
}

const dbmate: Runner = {
  command: (site, args) => ({
    command: inPart('dbmate', 'node_modules', '.bin', 'dbmate'),
    args: ['--url', urlOf(site), '--migrations-dir', 'migrations', '--no-dump-schema', ...args],
  }),
  migrate: ['migrate'],
  rollBack: ['rollback'],
  recover: async ({ client, file, isDone }) => {
    if (isDone) await client.query('INSERT INTO schema_migrations VALUES ($1)', [dbmateLedger.keyOf(file!)])
  },
}
const dbmateLedger: Ledger = {
  tables: ['schema_migrations'],
  keyOf: ({ name }) => leadingDigits(name),
  applied: client => rowsOf(client, 'schema_migrations', 'SELECT version AS key FROM schema_migrations ORDER BY version'),
  forget: async (client, key) => void (await client.query('DELETE FROM schema_migrations WHERE version = $1', [key])),
  isRecordedApart: file => upOf(file).includes('-- migrate:up transaction:false') && !hasComment(file),
}

const tool = (id: string, runner: Runner, ledger: Ledger, layout: string, missing: string | undefined): Tool => ({
  id,
  framework: 'sql',
  options: { layout },
  oneAtATime: `${runner.lock ?? 'it takes no lock'}; docs/frameworks.md asks for one runner at a time`,
  ...(missing === undefined ? {} : { missing }),
  ledger,
  command: openRunner(id, runner),
})

export const sqlTools: readonly Tool[] = [
  tool('psql', psql, psqlLedger, 'pairs', existsSync('/usr/bin/psql') ? undefined : 'psql is not there: node scripts/lab.mjs debian'),
  tool('golang-migrate', migrate, migrateLedger, 'golang-migrate', missingPart('golang-migrate')),
  tool('goose', goose, gooseLedger, 'goose', missingPart('goose')),
  tool('dbmate', dbmate, dbmateLedger, 'dbmate', missingPart('dbmate')),
]
