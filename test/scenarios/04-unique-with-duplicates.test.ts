import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { run } from '../conformance/lab/process.ts'
import { laravelTools } from '../conformance/lab/tools/laravel.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const laravel = laravelTools.find(({ id }) => id === 'laravel-10')!
type LaravelProject = Awaited<ReturnType<typeof laravel.command>>
const folder = 'database/migrations'

const migration = (up: string, down: string): string => `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up(): void
    {
        ${up}
    }

    public function down(): void
    {
        ${down}
    }
};
`

const users = migration(
  `Schema::create('users', function (Blueprint $table) { $table->id(); $table->unsignedBigInteger('tenant_id'); $table->text('email'); });`,
  `Schema::dropIfExists('users');`,
)

const change = `import { change } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'One account per address and tenant').table('users', t => t.addUnique(['tenant_id', 'email']))
`

scenario('(tenant_id, email) becomes unique in a Laravel application that has 311 duplicates', laravel.missing, () => {
  let server: Server
  let scene: Scene<LaravelProject>
  beforeAll(async () => {
    server = await startServer({ major: 16 })
    scene = await openScene(server, laravel.command, {
      [`${folder}/2026_09_01_090000_create_users.php`]: users,
      'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/framework', version: 'v10.48.29' }], 'packages-dev': [] }),
    })
    await scene.project.migrate()
    await scene.query(
      `INSERT INTO users (tenant_id, email) SELECT n % 10, 'user' || n || '@shop.example' FROM generate_series(1, 3000) AS n`,
    )
    await scene.query(`INSERT INTO users (tenant_id, email) SELECT tenant_id, email FROM users ORDER BY id LIMIT 311`)
  })
  afterAll(async () => {
    await scene?.close()
    await server?.stop()
  })
  const onSqlite = (): Promise<string> => run(scene.project.artisan(['migrate', '--force'], { DB_CONNECTION: 'sqlite' }))
  const applied = async () => await scene.query<{ migration: string; batch: number }>('SELECT migration, batch FROM migrations ORDER BY id')

  const keys = async () =>
    (
      await scene.query<{ name: string }>(
        `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'users'::regclass AND indisvalid`,
      )
    ).map(({ name }) => name)
  const gate = (slug: string, how: string) =>
    scene.lockstep('gate', slug, '--database-url', scene.url, '--sample', '0', '--attest', how, '--by', 'Ann')

  it('waits for code that writes none any more, and is told of the duplicates by the gate', async () => {
    expect(await scene.lockstep('init', '.', '--engine', 'postgres@16', '--ci', 'none')).toMatchObject({ code: 0 })
    scene.commit('The change', { 'lockstep/changes/one-account.ts': change })
    const early = await scene.lockstep('generate', 'lockstep/changes/one-account.ts')
    expect(early.code).toBe(2)
    expect(early.error).toContain('All running code never writes the same tenant_id, email twice')
    const { code, out } = await gate(plan, 'release 8 refuses them')
    expect(code).toBe(1)
    expect(out).toContain('[!] No tenant_id, email of users stands twice')
    expect(out).toContain('311 rows too many: 311 values of tenant_id, email stand more than once in users')
    expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
    // Somebody else's goes out with the same batch.
    const [date, time] = [scene.files(folder).at(-1)!.slice(0, 10), scene.files(folder).at(-1)!.slice(11, 17)]
    scene.commit('Notes', { [`${folder}/${date}_${String(Number(time) + 1).padStart(6, '0')}_create_notes.php`]: notes })
  })

  it('leaves the test run on SQLite green', async () => {
    expect(await onSqlite()).toMatch(/add_users_tenant_id_email_key .* DONE[^]*create_notes .* DONE/)
  })

  it('stops at the duplicates with nothing recorded, and is through once they are gone', async () => {
    await expect(scene.project.migrate()).rejects.toThrow(/could not create unique index "users_tenant_id_email_key"/)
    expect(await applied()).toHaveLength(1)
    const merged = await scene.query(
      'DELETE FROM users a USING users b WHERE a.tenant_id = b.tenant_id AND a.email = b.email AND a.id > b.id RETURNING a.id',
    )
    expect(merged).toHaveLength(311)
    expect(await gate(plan, 'release 8 refuses them')).toMatchObject({ code: 0 })
    await scene.project.migrate()
    expect(await applied()).toHaveLength(4)
    expect(await keys()).toEqual(['users_pkey', 'users_tenant_id_email_key'])
    await expect(scene.query(`INSERT INTO users (tenant_id, email) SELECT tenant_id, email FROM users LIMIT 1`)).rejects.toThrow(
      /duplicate key/,
    )
  })

  it('goes back by new migrations, and never touches the other file of its batch', async () => {
    const undo = `undo_${plan}`
    expect((await scene.lockstep('revert', plan)).error).toContain('The release from before the plan is deployed everywhere again')
    expect(await gate(undo, 'back on release 7')).toMatchObject({ code: 0 })
    expect(await scene.lockstep('generate', undo)).toMatchObject({ code: 0 })
    const before = await applied()
    await scene.project.migrate()
    expect((await applied()).slice(0, 4)).toEqual(before)
    expect(await keys()).toEqual(['users_pkey'])
    expect(await scene.query(`SELECT to_regclass('notes') IS NOT NULL AS there`)).toEqual([{ there: true }])
    await scene.query(`INSERT INTO users (tenant_id, email) SELECT tenant_id, email FROM users LIMIT 1`)
    expect(await onSqlite()).toContain('DONE')
  })
})

const plan = 'one_account_per_address_and_tenant'
const notes = migration(`Schema::create('notes', function (Blueprint $table) { $table->id(); });`, `Schema::dropIfExists('notes');`)
