import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { railsTools } from '../conformance/lab/tools/rails.ts'
import { gemfileLock, migration } from './rails-application.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const rails = railsTools.find(({ id }) => id === 'rails-7.2')!
const plan = 'rename_users_name_to_full_name'

/** A neighbour's migration, a second after the newest there is. */
const after = (files: readonly string[], slug: string): string => {
  const newest = /^\d+/.exec(files.at(-1)!)![0]
  return `db/migrate/${BigInt(newest) + 1n}_${slug}.rb`
}

scenario('users.name becomes full_name in a Rails application, while others go on', rails.missing, () => {
  let server: Server
  let scene: Scene
  beforeAll(async () => {
    server = await startServer({ major: 16 })
    scene = await openScene(server, rails.command, {
      'Gemfile.lock': gemfileLock,
      'db/migrate/20260901090000_create_users.rb': migration(
        'CreateUsers',
        'def change',
        '  create_table(:users) { |t| t.string :name, null: false }',
        '  create_table(:orders) { |t| t.bigint :user_id }',
        'end',
      ),
    })
    await scene.project.migrate()
    await scene.project.run('db:schema:dump')
    scene.commit('schema.rb')
    await scene.query(`INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 500) AS n`)
  })
  afterAll(async () => {
    await scene?.close()
    await server?.stop()
  })

  const migrate = async (message: string): Promise<void> => {
    await scene.project.migrate()
    await scene.project.run('db:schema:dump')
    scene.commit(message)
  }
  /** The application as it was, and as it will be. */
  const oldWrites = (name: string) => scene.query(`INSERT INTO users (name) VALUES ('${name}')`)
  const newWrites = (name: string) => scene.query(`INSERT INTO users (full_name) VALUES ('${name}')`)

  const indexes = async (): Promise<readonly string[]> =>
    (
      await scene.query<{ columns: string }>(
        `SELECT substring(pg_get_indexdef(indexrelid) from '\\(.*\\)') AS columns FROM pg_index WHERE indrelid = 'users'::regclass AND NOT indisprimary AND indisvalid ORDER BY 1`,
      )
    ).map(({ columns }) => columns)
  const gate = (how: string) => scene.lockstep('gate', plan, '--database-url', scene.url, '--sample', '0', '--attest', how, '--by', 'Ann')

  it('begins: expand and migrate are written and run, and both versions of the application write', async () => {
    expect(await scene.lockstep('init', '.', '--engine', 'postgres@16', '--ci', 'none')).toMatchObject({ code: 0 })
    expect(await scene.lockstep('new', 'rename-column', 'users.name', 'full_name')).toMatchObject({ code: 0 })
    expect(await scene.lockstep('generate', 'lockstep/changes/rename-users-name-to-full-name.ts')).toMatchObject({ code: 0 })
    await migrate('Expand and migrate')
    expect(scene.read('db/schema.rb')).toMatch(/t\.string "name", null: false\n +t\.string "full_name"/)
    await oldWrites('old')
    await newWrites('new')
    expect(await scene.query(`SELECT name, full_name FROM users WHERE name IN ('old', 'new') ORDER BY 1`)).toEqual([
      { name: 'new', full_name: 'new' },
      { name: 'old', full_name: 'old' },
    ])
  })

  it('refuses contract for the one neighbour that matters, by name, and carries its index over when planned anew', async () => {
    for (const [slug, content] of Object.entries(neighbours)) scene.commit(slug, { [after(scene.files('db/migrate'), slug)]: content })
    await migrate('What others did meanwhile')
    await gate('release 412 is out, none of release 411 is left')
    const before = scene.files('db/migrate')
    const refused = await scene.lockstep('generate', plan)
    expect(refused.code).toBe(2)
    expect(refused.error).toMatch(
      /index_users_on_name\.rb[^]*index index_users_on_name of users[^]*lockstep replan rename_users_name_to_full_name/,
    )
    expect(refused.error).not.toMatch(/note_orders|create_carts/)
    expect(scene.files('db/migrate')).toEqual(before)

    const replanned = await scene.lockstep('replan', plan)
    expect(replanned.code).toBe(0)
    expect(replanned.out).toContain('index_users_on_name')
    expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
    await migrate('The index on the new column')
    expect(await indexes()).toEqual(['(full_name)', '(name)'])
  })

  it('contracts, with the index under its name on the new column', async () => {
    expect(await gate('release 412 is out, none of release 411 is left')).toMatchObject({ code: 0 })
    expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
    await migrate('Contract')
    expect(scene.read('db/schema.rb')).toMatch(
      /t\.string "full_name", null: false\n +t\.index \["full_name"\], name: "index_users_on_name"/,
    )
    expect(scene.read('db/schema.rb')).not.toMatch(/"name"/)
    await newWrites('after contract')
  })

  it('is undone from there by new migrations, without those of others', async () => {
    const others = scene.files('db/migrate').filter(name => /note_orders|index_users_on_name\.rb|create_carts/.test(name))
    const reverted = await scene.lockstep('revert', plan, '--to', 'start')
    expect(reverted.code).toBe(0)
    expect(reverted.out).toContain('leaves residue: name comes back as the last column')
    await migrate('The old column is back')
    await oldWrites('old again')
    await newWrites('new still')
    expect(await scene.query('SELECT FROM users WHERE name IS DISTINCT FROM full_name')).toEqual([])

    const undo = `undo_${plan}`
    expect((await scene.lockstep('generate', undo)).error).toContain('The release from before the plan is deployed everywhere again')
    const asked = ['gate', undo, '--database-url', scene.url, '--sample', '0', '--by', 'Ann', '--attest', 'back on release 411']
    expect(await scene.lockstep(...asked)).toMatchObject({ code: 0 })
    expect(await scene.lockstep('generate', undo)).toMatchObject({ code: 0 })
    await migrate('As it was')
    expect(scene.read('db/schema.rb')).toMatch(/t\.string "name", null: false\n +t\.index \["name"\], name: "index_users_on_name"/)
    expect(scene.read('db/schema.rb')).not.toContain('full_name')
    expect(scene.read('db/schema.rb')).toMatch(/create_table "carts"[^]*t\.text "note"/)
    expect(await scene.query(`SELECT count(*)::int FROM users WHERE name <> ''`)).toEqual([{ count: 505 }])
    const applied = await scene.query<{ version: string }>('SELECT version FROM schema_migrations')
    for (const name of others) expect(applied).toContainEqual({ version: /^\d+/.exec(name)![0] })
  })
})

const neighbours: Readonly<Record<string, string>> = {
  note_orders: migration('NoteOrders', 'def change', '  add_column :orders, :note, :text', 'end'),
  index_users_on_name: migration(
    'IndexUsersOnName',
    'disable_ddl_transaction!',
    'def change',
    '  add_index :users, :name, algorithm: :concurrently',
    'end',
  ),
  create_carts: migration('CreateCarts', 'def change', '  create_table(:carts) { |t| t.text :token }', 'end'),
}
