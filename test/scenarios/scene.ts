import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { describe, it } from 'vitest'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Server } from '../../src/verify/postgres-server.ts'
import { lockstep, type Outcome } from '../cli/terminal.ts'
import type { CommandProject, Open } from '../conformance/lab/tool.ts'

/** A team's repository under git, its framework and its production database, from the first migration to the last phase. */
export interface Scene<P extends CommandProject = CommandProject> {
  readonly project: P
  readonly root: string
  readonly database: string
  readonly url: string
  /** Lockstep's command line, called in the repository. */
  readonly lockstep: (...words: readonly string[]) => Promise<Outcome>
  readonly git: (...words: readonly string[]) => string
  /** Writes files by their paths in the repository, and commits all there is. */
  readonly commit: (message: string, files?: Readonly<Record<string, string>>) => void
  readonly read: (path: string) => string
  /** Files in a folder of the repository, sorted; none where the folder is not there. */
  readonly files: (folder: string) => readonly string[]
  /** One statement in the production database, as the team's superuser. */
  readonly query: <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>
  readonly catalog: () => Promise<Schema>
  /** A session that stays until the scene closes: an application, a report. */
  readonly connect: (settings?: pg.ClientConfig) => Promise<pg.Client>
  /** Ends the scene's sessions in the database, which can be copied then. */
  readonly pause: () => Promise<void>
  readonly close: () => Promise<void>
}

/** A scenario; where something that it needs is not there, a skipped test that says why. */
export const scenario = (title: string, missing: string | undefined, tell: () => void): void => {
  if (missing === undefined) describe(title, tell)
  else it.skip(`${title}: ${missing}`, () => undefined)
}

let scenes = 0

/**
 * Opens a scene.
 *
 * @param files what is in the repository's first commit, besides the framework's own skeleton
 */
export async function openScene<P extends CommandProject>(
  server: Server,
  open: Open<P>,
  files: Readonly<Record<string, string>>,
): Promise<Scene<P>> {
  const database = `scene_${process.pid}_${(scenes += 1)}`
  const url = await server.createDatabase(database)
  const project = await open({ host: '127.0.0.1', port: server.port, database, user: 'postgres' })
  const root = project.folder
  const clients: pg.Client[] = []
  const connect = async (settings: pg.ClientConfig = {}): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, application_name: 'application', ...settings })
    client.on('error', () => undefined) // ended by the test itself
    await client.connect()
    clients.push(client)
    return client
  }
  const team = await connect({ application_name: 'team' })
  const rowsOf = async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
    (await team.query<Row>(sql, [...values])).rows
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=team', '-c', 'user.email=team@shop.example', ...words], { cwd: root, encoding: 'utf8' })
  const commit = (message: string, written: Readonly<Record<string, string>> = {}): void => {
    for (const [path, content] of Object.entries(written)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
    git('add', '--all', '.')
    git('commit', '--quiet', '--allow-empty', '--message', message)
  }
  const pause = async (): Promise<void> => void (await Promise.all(clients.splice(0).map(client => client.end())))
  git('init', '--quiet', '--initial-branch', 'main')
  commit('The application so far', files)
  return {
    project,
    root,
    database,
    url,
    lockstep: async (...words) => {
      const before = process.cwd()
      process.chdir(root)
      try {
        return await lockstep(...words)
      } finally {
        process.chdir(before)
      }
    },
    git,
    commit,
    read: path => readFileSync(join(root, path), 'utf8'),
    files: folder => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
    query: rowsOf,
    catalog: () => introspect(rowsOf),
    connect,
    pause,
    close: async () => {
      await pause()
      await project.close()
      await server.dropDatabase(database)
    },
  }
}
