import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { railsTools } from '../conformance/lab/tools/rails.ts'
import { gemfileLock, migration } from './rails-application.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const rails = railsTools.find(({ id }) => id === 'rails-7.2')!
const change = 'lockstep/changes/bigger-keys.ts'
const plan = 'order_ids_as_bigint'

const changeFile = `import { bigint, change } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Order ids as bigint')
  .table('orders', t => t.changeType('id', bigint()))
  .table('plans', t => t.changeType('seats', bigint()))
`

const references = ['items', 'payments', 'shipments']

scenario(
  'orders.id becomes a bigint in Rails, under three foreign keys and a view, and with it a column of a table of 40 rows',
  rails.missing,
  () => {
    let server: Server
    let scene: Scene
    beforeAll(async () => {
      server = await startServer({ major: 16 })
      scene = await openScene(server, rails.command, {
        'Gemfile.lock': gemfileLock,
        'db/migrate/20260901090000_create_orders.rb': migration(
          'CreateOrders',
          'def up',
          '  create_table(:orders, id: :serial) { |t| t.string :state, null: false, default: "new" }',
          ...references.map(name => `  create_table(:${name}) { |t| t.references :order, type: :integer, null: false, foreign_key: true }`),
          '  create_table(:plans) { |t| t.string :name, null: false; t.integer :seats, null: false }',
          `  safety_assured { execute "CREATE VIEW open_orders AS SELECT id, state FROM orders WHERE state = 'new'" }`,
          'end',
        ),
      })
      await scene.project.migrate()
      await scene.query(`INSERT INTO orders (state) SELECT 'new' FROM generate_series(1, 20000)`)
      for (const name of references) await scene.query(`INSERT INTO ${name} (order_id) SELECT id FROM orders`)
      await scene.query(`INSERT INTO plans (name, seats) SELECT 'plan ' || n, n FROM generate_series(1, 40) AS n`)
      await scene.query('ANALYZE')
    })
    afterAll(async () => {
      await scene?.close()
      await server?.stop()
    })

    const migrate = async (message: string): Promise<void> => {
      await scene.project.migrate()
      scene.commit(message)
    }
    const gate = (how: string) => scene.lockstep('gate', plan, '--database-url', scene.url, '--sample', '0', '--by', 'Ann', '--attest', how)
    const typeOf = async (column: string): Promise<string | undefined> => {
      const [table, name] = column.split('.')
      const rows = await scene.query<{ type: string }>(
        `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2`,
        [table, name],
      )
      return rows[0]?.type
    }
    /** What either release does all the while. */
    const sell = async (): Promise<void> => {
      const [order] = await scene.query<{ id: number }>(`INSERT INTO orders (state) VALUES ('new') RETURNING id`)
      for (const name of references) await scene.query(`INSERT INTO ${name} (order_id) VALUES ($1)`, [order!.id])
      expect(await scene.query('SELECT id FROM open_orders WHERE id = $1', [order!.id])).toHaveLength(1)
      expect(await scene.query('UPDATE plans SET seats = seats + 1 WHERE id = 1 RETURNING seats')).toHaveLength(1)
    }

    it('is sized from the database: 40 rows are few, 20,000 are not', async () => {
      const init = ['init', '.', '--engine', 'postgres@16', '--ci', 'none', '--database-url', scene.url]
      expect(await scene.lockstep(...init)).toMatchObject({ code: 0 })
      expect(await scene.lockstep('pull', '--stats-only', '--database-url', scene.url, '--sample', '1')).toMatchObject({ code: 0 })
      scene.commit('The change', { [change]: changeFile })
      const planned = await scene.lockstep('plan', change)
      expect(planned).toMatchObject({ code: 0, error: '' })
      expect(planned.out).toMatch(/plans: 40 rows/)
      expect(planned.out).toMatch(/orders: 20,?000 rows/)
    })

    it('changes the small table in one polite file, and copies the large one beside it', async () => {
      expect(await scene.lockstep('generate', change)).toMatchObject({ code: 0 })
      const files = scene.files('db/migrate').slice(1)
      const about = files.filter(name => name.includes('plans'))
      expect(about).toHaveLength(1)
      const polite = scene.read(`db/migrate/${about[0]}`)
      expect(polite).toContain('ALTER TABLE plans ALTER COLUMN seats TYPE bigint')
      expect(polite).toContain('gave up after 10 s waiting for')
      expect(polite).not.toMatch(/seats_new|TRIGGER/)
      await sell()
      await migrate('Expand and migrate')
      expect(await typeOf('plans.seats')).toBe('bigint')
      expect(await typeOf('orders.id')).toBe('integer')
      await sell()
    })

    it('swaps the key once people say so, with its foreign keys, its view and its numbers', async () => {
      expect((await scene.lockstep('generate', plan)).code).toBe(2)
      expect(await gate('release 7 reads bigints, none of release 6 is left')).toMatchObject({ code: 0 })
      expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
      await migrate('Swap')
      expect(await typeOf('orders.id')).toBe('bigint')
      expect(await typeOf('open_orders.id')).toBe('bigint')
      await scene.query(`SELECT setval(pg_get_serial_sequence('orders', 'id'), 3000000000)`)
      await scene.query(`INSERT INTO orders (state) VALUES ('far')`)
      expect(await scene.query(`SELECT id FROM orders WHERE state = 'far'`)).toEqual([{ id: '3000000001' }])
      const keys = await scene.query<{ table: string; valid: boolean }>(
        `SELECT conrelid::regclass::text AS "table", convalidated AS valid FROM pg_constraint WHERE contype = 'f' AND confrelid = 'orders'::regclass ORDER BY 1`,
      )
      expect(keys).toEqual(references.map(table => ({ table, valid: true })))
      await expect(scene.query(`INSERT INTO items (order_id) VALUES (-1)`)).rejects.toMatchObject({ code: '23503' })
      expect(await scene.query(`SELECT contype FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'p'`)).toHaveLength(1)
    })

    it('ends after the soak with nothing left of the old column', async () => {
      expect(await gate('a week without complaints')).toMatchObject({ code: 0 })
      expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
      await migrate('Drop')
      const columns = await scene.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1`,
      )
      expect(columns.map(({ name }) => name)).toEqual(['id', 'state'])
      expect(await scene.query(`SELECT FROM pg_trigger WHERE NOT tgisinternal`)).toEqual([])
      expect(await scene.lockstep('status', '--database-url', scene.url)).toMatchObject({ code: 0 })
    })
  },
)
