import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { railsTools } from '../conformance/lab/tools/rails.ts'
import { gemfileLock, migration } from './rails-application.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const rails = railsTools.find(({ id }) => id === 'rails-7.2')!
const change = 'lockstep/crm/changes/accounts-have-a-region.ts'
const plan = 'accounts_have_a_region'

const changeFile = `import { change, varchar } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Accounts have a region').table('accounts', t =>
  t.addColumn('region', varchar(8).notNull().default('eu')).addForeignKey(['region'], 'regions', ['code']),
)
`

/** `rails new` and a second database beside the first, as the guide on multiple databases has it. */
const databaseYml = (port: number, primary: string, crm: string): string => `default: &default
  adapter: postgresql
  host: 127.0.0.1
  port: ${port}
  username: postgres
databases: &databases
  primary:
    <<: *default
    database: ${primary}
  crm:
    <<: *default
    database: ${crm}
    migrations_paths: db/crm_migrate
production: *databases
development: *databases
`

scenario(
  'accounts.region, required, with a default and a foreign key, in the second database of a Rails application',
  rails.missing,
  () => {
    let server: Server
    let scene: Scene
    let crm: pg.Client
    let url: string
    beforeAll(async () => {
      server = await startServer({ major: 16 })
      url = await server.createDatabase('scene_crm')
      crm = new pg.Client({ connectionString: url })
      await crm.connect()
      scene = await openScene(server, rails.command, {
        'Gemfile.lock': gemfileLock,
        'db/migrate/20260901090000_create_users.rb': migration(
          'CreateUsers',
          'def change',
          '  create_table(:users) { |t| t.string :name }',
          'end',
        ),
        'db/crm_migrate/20260902090000_create_accounts.rb': migration(
          'CreateAccounts',
          'def change',
          '  create_table(:regions, id: false) { |t| t.string :code, limit: 8, null: false, primary_key: true }',
          '  create_table(:accounts) { |t| t.string :name, null: false }',
          'end',
        ),
      })
      scene.commit('A second database', { 'config/database.yml': databaseYml(server.port, scene.database, 'scene_crm') })
      await scene.project.migrate()
      await crm.query(`INSERT INTO regions VALUES ('eu'), ('us')`)
      await crm.query(`INSERT INTO accounts (name) SELECT 'account ' || n FROM generate_series(1, 300) AS n`)
    })
    afterAll(async () => {
      await crm?.end()
      await scene?.close()
      await server?.stop()
    })

    it('is set up with both databases, each with its schema', async () => {
      const init = await scene.lockstep('init', '.', '--all', '--engine', 'postgres@16', '--ci', 'none')
      expect(init).toMatchObject({ code: 0 })
      expect(scene.read('lockstep.config.ts')).toMatch(/crm: \{[^]*db\/crm_migrate/)
      expect(scene.read('lockstep/crm/schema.ts')).toContain('accounts')
      expect(scene.read('lockstep/crm/schema.ts')).not.toContain('users')
      scene.commit('The change', { [change]: changeFile })
    })

    it('is written for the second database alone, which its place tells, and run there', async () => {
      const before = scene.files('db/migrate')
      expect(await scene.lockstep('generate', change)).toMatchObject({ code: 0 })
      expect(scene.files('db/migrate')).toEqual(before)
      const files = scene.files('db/crm_migrate').slice(1)
      expect(files.length).toBeGreaterThan(0)
      await scene.project.migrate()
      scene.commit('Run')
      // The release of before goes on, and knows nothing of regions.
      await crm.query(`INSERT INTO accounts (name) VALUES ('of the old release')`)
      expect((await crm.query(`SELECT DISTINCT region FROM accounts`)).rows).toEqual([{ region: 'eu' }])
      await expect(crm.query(`INSERT INTO accounts (name, region) VALUES ('x', NULL)`)).rejects.toMatchObject({ code: '23502' })
    })

    it('gets its foreign key once the new release writes regions there are', async () => {
      const asked = [
        'gate',
        plan,
        '--database-url',
        url,
        '--sample',
        '0',
        '--by',
        'Ann',
        '--attest',
        'release 7 takes the region from a list',
      ]
      expect(await scene.lockstep(...asked)).toMatchObject({ code: 0 })
      expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
      await scene.project.migrate()
      scene.commit('The foreign key')
      await expect(crm.query(`INSERT INTO accounts (name, region) VALUES ('x', 'mars')`)).rejects.toMatchObject({ code: '23503' })
      expect(
        (await crm.query(`SELECT convalidated FROM pg_constraint WHERE contype = 'f' AND conrelid = 'accounts'::regclass`)).rows,
      ).toEqual([{ convalidated: true }])
      const ledger = async (client: Pick<pg.Client, 'query'>) =>
        (await client.query<{ version: string }>('SELECT version FROM schema_migrations ORDER BY 1')).rows.map(({ version }) => version)
      expect(await ledger(crm)).toEqual(scene.files('db/crm_migrate').map(name => name.slice(0, 14)))
      expect(await scene.query('SELECT version FROM schema_migrations ORDER BY 1')).toEqual(
        scene.files('db/migrate').map(name => ({ version: name.slice(0, 14) })),
      )
      const status = await scene.lockstep('status', '--format', 'json')
      expect(status.code).toBe(0)
      expect(status.out).toContain(plan)
    })

    it('goes back by the framework’s own command for that database, as PLAN.md has it for each file', async () => {
      const printed = scene.read(`lockstep/plans/${plan}/PLAN.md`).matchAll(/^ +bin\/rails (db:migrate:down:crm) (VERSION=\d+) # /gm)
      const words = [...printed].map(([, task, version]) => [task!, version!]).toSorted(([, a], [, b]) => (a! < b! ? 1 : -1))
      expect(words).toHaveLength(scene.files('db/crm_migrate').length - 1)
      for (const each of words) await scene.project.run(...each)
      const columns = await crm.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'accounts'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1`,
      )
      expect(columns.rows.map(({ name }) => name)).toEqual(['id', 'name'])
      expect(await scene.query('SELECT FROM users')).toEqual([])
    })
  },
)
