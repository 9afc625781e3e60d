import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { startTraffic, type Load, type Query, type Traffic } from '../../src/verify/traffic.ts'
import { closeAll } from './rehearsal.ts'
import { example, maxStall, noise, report, runUnderTraffic, setUp, type Stage } from './rush.ts'

/** The releases that `triggers: never` asks for, each as the gate before a stage words it. */
const releases = [
  { reads: 'name', writes: ['name'] },
  { reads: 'name', writes: ['name', 'full_name'] },
  { reads: 'full_name', writes: ['name', 'full_name'] },
  { reads: 'full_name', writes: ['full_name'] },
] as const

const clients = 3
const rowsOfOne = 40
const settled = 400

/** An application of several processes, each with a release, and with rows of its own: what it was told is written must stand there. */
class Application {
  readonly kept = new Map<number, string>()
  readonly #release = Array.from({ length: clients }, () => 0)

  readonly load: Load = {
    name: 'application',
    clients,
    perSecond: 50,
    request: async (query, client, round) => {
      const { reads, writes } = releases[this.#release[client]!]!
      if (round % 5 === 4) await this.#insert(query, writes, `new ${client}.${round}`)
      else await this.#update(query, writes, 1 + client * rowsOfOne + (round % rowsOfOne), `${client}.${round}`)
      const id = 1 + client * rowsOfOne + (round % rowsOfOne)
      const known = this.kept.get(id)
      const [row] = await query(`SELECT ${reads} AS said FROM users WHERE id = $1`, [id])
      if (known !== undefined && row?.['said'] !== known)
        throw new Error(`row ${id} says ${String(row?.['said'])}, and ${known} was written`)
    },
  }

  async #update(query: Query, writes: readonly string[], id: number, value: string): Promise<void> {
    await query(`UPDATE users SET ${writes.map(column => `${column} = $1`).join(', ')} WHERE id = $2`, [value, id])
    this.kept.set(id, value)
  }

  async #insert(query: Query, writes: readonly string[], value: string): Promise<void> {
    const [row] = await query(`INSERT INTO users (${writes.join(', ')}) VALUES (${writes.map(() => '$1').join(', ')}) RETURNING id`, [
      value,
    ])
    this.kept.set(Number(row!['id']), value)
  }

  /** Process after process, while the others still run the release before. */
  async deploy(release: number): Promise<void> {
    for (let client = 0; client < clients; client += 1) {
      this.#release[client] = release
      await sleep(settled)
    }
  }
}

const people = [`INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 3000) AS n`]

/** The oldest server in the full lab: the releases are the same, and so is what they write. */
const usual = process.env.LOCKSTEP_LAB === 'full' ? '12 18' : '18'

describe.each((process.env.LOCKSTEP_MAJORS ?? usual).split(' ').map(Number))('triggers: never, on PostgreSQL %i', major => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  const start = async () => {
    const stage = await setUp(server, await example('rename-column-without-trigger'), people, { triggers: 'never' })
    const application = new Application()
    const traffic = await startTraffic(stage.url, [application.load])
    await sleep(settled)
    return { stage, application, traffic }
  }

  const runStage = async (stage: Stage, traffic: Traffic, number: number, way: 'ups' | 'downs'): Promise<void> => {
    const before = traffic.latency()
    for (const file of stage[way].filter(each => each.stage === number)) {
      const rush = await runUnderTraffic(stage, file, traffic)
      report(`${major} dual writes: ${file.name.slice(15)}`, rush, before)
      expect(rush.failure?.message, file.name).toBeUndefined()
      expect(rush.stall, `${file.name}: milliseconds somebody waited`).toBeLessThanOrEqual(noise * maxStall)
    }
    await sleep(settled)
  }

  const expectKept = async (stage: Stage, application: Application, column: string): Promise<void> => {
    const { rows } = await stage.client.query<{ id: string; said: string }>(`SELECT id, ${column} AS said FROM users WHERE id = ANY ($1)`, [
      [...application.kept.keys()],
    ])
    expect(application.kept.size).toBeGreaterThan(clients * 20)
    expect(new Map(rows.map(({ id, said }) => [Number(id), said]))).toEqual(application.kept)
    expect((await stage.client.query(`SELECT count(*)::int AS lost FROM users WHERE ${column} IS NULL`)).rows).toEqual([{ lost: 0 }])
  }

  it('four releases, each beside the one before, while every stage runs: nothing fails, and no value is lost', async () => {
    const { stage, application, traffic } = await start()
    expect(stage.plan.stages.map(({ gate }) => gate.filter(({ kind }) => kind === 'attested').length > 0)).toEqual([
      false,
      true,
      true,
      true,
    ])
    for (const [n, { number }] of stage.plan.stages.entries()) {
      if (n > 0) await application.deploy(n)
      await runStage(stage, traffic, number, 'ups')
    }
    await traffic.stop()
    expect(traffic.failures).toEqual([])
    await expectKept(stage, application, 'full_name')
  }, 120_000)

  it('back again before the last one, release after release', async () => {
    const { stage, application, traffic } = await start()
    for (const release of [0, 1, 2]) {
      if (release > 0) await application.deploy(release)
      await runStage(stage, traffic, release + 1, 'ups')
    }
    for (const release of [2, 1, 0]) {
      await runStage(stage, traffic, release + 1, 'downs')
      if (release > 0) await application.deploy(release - 1)
    }
    await traffic.stop()
    expect(traffic.failures).toEqual([])
    await expectKept(stage, application, 'name')
  }, 120_000)
})
