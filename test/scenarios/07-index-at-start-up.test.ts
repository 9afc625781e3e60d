import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import type { Running } from '../conformance/lab/tool.ts'
import { flywayTools, type FlywayProject } from '../conformance/lab/tools/flyway.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const flyway = flywayTools.find(({ id }) => id === 'flyway-12')!
const migrations = 'src/main/resources/db/migration'

const orders = `CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_customer_idx ON orders (customer_id);
`

const change = `import { change } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Serve the newest orders of a customer').table('orders', t =>
  t.replaceIndex('orders_customer_idx', ['customer_id', 'created_at'], { name: 'orders_customer_idx' }),
)
`

/** Each pod migrates as it starts: one that neither comes up nor stops with an answer is a stall. */
const patience = 90_000
const pods = 12

scenario('index (customer_id) becomes (customer_id, created_at) by Flyway, as 12 pods start', flyway.missing, () => {
  let server: Server
  let scene: Scene<FlywayProject>
  beforeAll(async () => {
    server = await startServer({ major: 18, settings: { max_connections: '120' } })
    scene = await openScene(server, flyway.command, { [`${migrations}/V20260901090000__create_orders.sql`]: orders })
    // What Flyway does where nobody tells it otherwise.
    const settings = scene.read('flyway.toml').replace('postgresql.transactional.lock = false\n', '')
    scene.commit('Flyway as it comes', { 'flyway.toml': settings })
    await scene.project.migrate()
    await scene.query('INSERT INTO orders (customer_id) SELECT n % 997 FROM generate_series(1, 50000) AS n')
  })
  afterAll(async () => {
    await scene?.close()
    await server?.stop()
  })

  const startPods = (): readonly Running[] =>
    Array.from({ length: pods }, (_, n) =>
      scene.project.start(`url=jdbc:postgresql://127.0.0.1:${server.port}/${scene.database}?ApplicationName=pod-${n}`),
    )
  const ended = async (running: readonly Running[]): Promise<readonly { readonly succeeded: boolean; readonly output: string }[]> => {
    const stalled = sleep(patience, undefined, { ref: false }).then(() => Promise.reject(new Error('a pod neither starts nor stops')))
    return Promise.race([Promise.all(running.map(({ done }) => done)), stalled])
  }
  const indexes = () =>
    scene.query<{ definition: string; valid: boolean }>(
      `SELECT pg_get_indexdef(indexrelid) AS definition, indisvalid AS valid FROM pg_index WHERE indrelid = 'orders'::regclass AND NOT indisprimary ORDER BY 1`,
    )

  it('is generated from the history there is, all of it at once: none of its gates asks people', async () => {
    expect((await scene.lockstep('init', '.', '--engine', 'postgres@18', '--ci', 'none')).code).toBe(0)
    scene.commit('The change', { 'lockstep/changes/newest-orders.ts': change })
    expect(await scene.lockstep('generate', 'lockstep/changes/newest-orders.ts')).toMatchObject({ code: 0 })
    scene.commit('Its migrations')
    expect(scene.files(migrations).filter(name => name.endsWith('.sql'))).toHaveLength(4)
  })

  it('stops under the lock that Flyway takes by default, and every pod says what to set or to repair', async () => {
    const ends = await ended(startPods())
    for (const { succeeded, output } of ends) {
      expect(succeeded).toBe(false)
      expect(output).toMatch(/LOCKSTEP: set flyway\.postgresql\.transactional\.lock=false|flyway repair|run repair/i)
    }
    expect(ends.filter(({ output }) => output.includes('LOCKSTEP: set flyway.postgresql.transactional.lock=false')).length).toBeGreaterThan(
      0,
    )
    // Queries have an index all the while.
    expect(await indexes()).toEqual([{ definition: expect.stringContaining('(customer_id)'), valid: true }])
  })

  it('goes on as soon as that is done, although the pod that builds is taken away in the middle', async () => {
    scene.commit('Flyway’s lock outside of a transaction', {
      'flyway.toml': scene.read('flyway.toml').replace('[flyway]\n', '[flyway]\npostgresql.transactional.lock = false\n'),
    })
    await scene.project.run('repair')
    const report = await scene.connect({ application_name: 'report' })
    await report.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await report.query('SELECT count(*) FROM orders')

    const running = startPods()
    const builder = async (): Promise<{ readonly pid: number; readonly pod: number } | undefined> =>
      (
        await scene.query<{ pid: number; pod: number }>(
          `SELECT pid, substr(application_name, 5)::int AS pod FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`,
        )
      )[0]
    await expect.poll(builder, { timeout: 40_000 }).toBeDefined()
    const { pid, pod } = (await builder())!
    running[pod]!.kill()
    await scene.query('SELECT pg_terminate_backend($1)', [pid])
    await expect.poll(indexes).toContainEqual({ definition: expect.stringContaining('(customer_id, created_at)'), valid: false })
    await report.query('COMMIT')

    const others = (await ended(running)).filter((_, n) => n !== pod)
    expect(others.filter(({ succeeded }) => !succeeded).map(({ output }) => output)).toEqual([])
    // Its orchestrator starts the pod again.
    await scene.project.migrate()
    expect(await indexes()).toEqual([
      { definition: 'CREATE INDEX orders_customer_idx ON public.orders USING btree (customer_id, created_at)', valid: true },
    ])
    expect(await scene.query('SELECT version FROM flyway_schema_history WHERE success')).toHaveLength(4)
    await scene.project.run('validate')
  })
})
