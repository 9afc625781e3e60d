import pg from 'pg'
import type { Policy } from '../../src/changes/recipe.ts'
import type { ChangeInput } from '../../src/pipeline.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { Server } from '../../src/verify/postgres-server.ts'
import { FileFailed, runFile } from '../../src/verify/run-file.ts'
import { watchStalls, type Latency, type Traffic } from '../../src/verify/traffic.ts'
import { build, connect, openDatabase, plainOwner, prepare, type Rehearsal } from './rehearsal.ts'

export const maxStall = 100

/** The measured stall may be this many times the budget: the machine that runs the tests is busy. */
export const noise = 5

/** A database with the starting schema, rows in it, and the files of the plan. */
export interface Stage extends Rehearsal {
  readonly server: Server
  readonly database: string
  readonly url: string
  readonly client: pg.Client
}

export const example = async (name: string): Promise<ChangeInput> =>
  ((await import(`../../schema-examples/${name}.ts`)) as { default: ChangeInput }).default

/** @param rows statements that fill the tables */
export const setUp = async (server: Server, input: ChangeInput, rows: readonly string[], policy?: Partial<Policy>): Promise<Stage> => {
  const rehearsal = await prepare(input, server.major, policy)
  const client = await openDatabase({ server, role: plainOwner })
  await build(client, input.schema, rehearsal.engine)
  for (const sql of rows) await client.query(sql)
  const database = client.database as string
  return { ...rehearsal, server, database, url: server.url(database, plainOwner), client }
}

export const session = ({ server, database }: Pick<Stage, 'server' | 'database'>): Promise<pg.Client> =>
  connect(server, database, plainOwner)

export const fileNamed = (files: readonly EmittedFile[], part: string): EmittedFile => {
  const found = files.find(({ name }) => name.includes(part))
  if (found === undefined) throw new Error(`no file named like ${part} among ${files.map(({ name }) => name).join(', ')}`)
  return found
}

export interface Rush {
  /** Undefined when the file went through. */
  readonly failure: FileFailed | undefined
  readonly seconds: number
  /** Milliseconds of the longest wait of anybody for this file's session, as the server saw it. */
  readonly stall: number
  readonly during: Latency
}

/** Runs a file while traffic goes on, on a session of its own. */
export const runUnderTraffic = async (stage: Stage, file: EmittedFile, traffic: Traffic): Promise<Rush> => {
  const migrator = new pg.Client({ connectionString: stage.url, application_name: 'migration' })
  await migrator.connect()
  const { rows } = await migrator.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const stalls = await watchStalls(stage.server.url(stage.database), rows[0]!.pid)
  const began = performance.now()
  let failure: FileFailed | undefined
  try {
    await runFile(migrator, file.name, file.content)
  } catch (reason) {
    if (!(reason instanceof FileFailed)) throw reason
    failure = reason
  }
  const ended = performance.now()
  await stalls.stop()
  await migrator.end()
  return { failure, seconds: (ended - began) / 1000, stall: stalls.longest(), during: traffic.latency(began, ended) }
}

const ms = (value: number): string => value.toFixed(1).padStart(7)

/** A line of the test output: what was measured, next to what it is without the file. */
export const report = (what: string, { during, stall, seconds }: Rush, before: Latency): void => {
  const columns = ({ p50, p99, max, count }: Latency): string => `p50 ${ms(p50)}  p99 ${ms(p99)}  max ${ms(max)} (${count})`
  process.stdout.write(
    `  ${what.padEnd(52)} ${seconds.toFixed(1).padStart(5)} s  waited for it ≤ ${ms(stall)} ms  |  ${columns(during)}  |  without: ${columns(before)}\n`,
  )
}
