import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import type { Plan } from '../../src/plan/plan.ts'
import { splitStatements } from '../../src/verify/run-file.ts'
import type { Server } from '../../src/verify/postgres-server.ts'

export interface Overhead {
  readonly files: number
  /** Milliseconds of all files as they are, and of their bare statements alone, replayed on an empty database. */
  readonly whole: number
  readonly bare: number
  /** What Lockstep adds to a file, milliseconds. */
  readonly perFile: number
}

/**
 * Replays the SQL files of rehearsed plans on empty databases, as they are and as bare statements.
 *
 * @param rehearsals folders that `generate --to sql --phase all --out` wrote, in the order of the plans
 * @param runs of each; the quickest counts, since a busy machine only ever adds
 */
export async function overheadOf(server: Server, rehearsals: readonly string[], runs = 3): Promise<Overhead> {
  const files = rehearsals.flatMap(upFilesIn).map(path => readFileSync(path, 'utf8'))
  const whole = (await Promise.all(files.map(splitStatements))).flat()
  const bare = rehearsals.flatMap(bareIn)
  const times = { whole: Infinity, bare: Infinity }
  for (let n = 0; n < runs; n += 1) {
    times.whole = Math.min(times.whole, await timeOf(server, whole))
    times.bare = Math.min(times.bare, await timeOf(server, bare))
  }
  return { files: files.length, ...times, perFile: (times.whole - times.bare) / files.length }
}

const upFilesIn = (rehearsal: string): readonly string[] =>
  readdirSync(rehearsal, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.up.sql'))
    .toSorted()
    .map(path => join(rehearsal, path))

/** What somebody would write who knows that nothing else runs: the statements alone, each in a transaction of its own. */
const bareIn = (rehearsal: string): readonly string[] => {
  const plan = JSON.parse(readFileSync(join(rehearsal, 'plan.json'), 'utf8')) as Plan
  return plan.stages.flatMap(({ units }) => units.flatMap(({ up }) => up.statements.flatMap(({ sql }) => sql.map(text => text.sql))))
}

async function timeOf(server: Server, statements: readonly string[]): Promise<number> {
  const database = 'lockstep_overhead'
  const client = new pg.Client({ connectionString: await server.createDatabase(database) })
  await client.connect()
  try {
    const started = performance.now()
    for (const statement of statements) await client.query(statement)
    return performance.now() - started
  } finally {
    await client.end()
    await server.dropDatabase(database)
  }
}
