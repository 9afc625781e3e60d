import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type pg from 'pg'
import { loadFramework } from '../../src/pipeline.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { rename, teamRepository, type TeamRepository } from '../cli/team-repository.ts'
import { closeAll, openDatabase } from './rehearsal.ts'

const change = 'lockstep/changes/rename.ts'
const later = ['--now', '2026-11-25T09:30:00Z']
const migration = 'class X < ActiveRecord::Migration[8.0]\n  def change\n  end\nend\n'
const rails = { 'Gemfile.lock': '    activerecord (8.0.2)\n    pg (1.5.9)\n', 'db/migrate/20261001090000_x.rb': migration }
const revision = (id: string, parent: string | undefined): string =>
  `revision = '${id}'\ndown_revision = ${parent === undefined ? 'None' : `'${parent}'`}\n\n\ndef upgrade() -> None:\n    pass\n`
const flyway = {
  'flyway.toml': '[flyway]\nlocations = ["filesystem:db/migration"]\ntable = "history"\ndefaultSchema = "meta"\n',
  'db/migration/V1__x.sql': 'SELECT 1;',
}
const alembic = {
  'alembic.ini': '[alembic]\nscript_location = alembic\n',
  'alembic/env.py': '',
  'alembic/versions/a1_x.py': revision('a1', undefined),
}

describe('restamping by what a database has run', () => {
  let server: Server
  let client: pg.Client
  let team: TeamRepository
  let url: string

  beforeAll(async () => {
    server = await startServer({ major: 16 })
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
  })
  beforeEach(async () => {
    client = await openDatabase({ server, role: 'postgres' })
    url = server.url(client.database!, 'postgres')
  })
  afterEach(async () => {
    await closeAll()
    team.leave()
  })

  /** All of the plan's first files on the default branch, and a migration of somebody else's above them. */
  const landed = async (files: Readonly<Record<string, string>>): Promise<void> => {
    team = teamRepository(files)
    await team.generate(change)
    team.commit()
  }
  const createLedger = async (framework: 'rails' | 'alembic'): Promise<void> => {
    for (const sql of (await loadFramework(framework)).ledger!({ files: [] })!.create) await client.query(sql)
  }
  const versions = (): readonly string[] => team.state().files.flatMap(({ version }) => version ?? [])

  it('moves what no ledger has, though it is on the default branch', async () => {
    await landed(rails)
    team.write('db/migrate/20261121090000_theirs.rb', migration)
    expect((await team.generate(rename, '--restamp', ...later)).code).toBe(2)
    const { code, error } = await team.generate(rename, '--restamp', '--database-url', url, ...later)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(versions()).toEqual(['20261125092957', '20261125092958', '20261125092959', '20261125093000'])
  })

  it('refuses a database with tables and no ledger that it knows of', async () => {
    await landed(rails)
    await client.query('CREATE TABLE users (id bigint); CREATE TABLE rails_migrations (version text)')
    const { code, said } = await team.generate(rename, '--restamp', '--database-url', url, ...later)
    expect(code).toBe(2)
    expect(said).toContain('schema_migrations is not in that database, though tables are')
  })

  it('finds the history of Flyway under the name that the project gives it', async () => {
    await landed(flyway)
    await client.query('CREATE SCHEMA meta')
    for (const sql of (await loadFramework('flyway')).ledger!({ flyway: { table: 'history', defaultSchema: 'meta' } })!.create)
      await client.query(sql)
    await client.query(
      `INSERT INTO meta.history (installed_rank, version, description, type, script, installed_by, execution_time, success)
      SELECT n, v, 'x', 'SQL', 'x', 'me', 0, true FROM unnest($1::text[]) WITH ORDINALITY AS t (v, n)`,
      [['1', ...versions()]],
    )
    team.write('db/migration/V90__theirs.sql', 'SELECT 1;')
    const { code, said } = await team.generate(rename, '--restamp', '--database-url', url, ...later)
    expect(said).toContain('in meta.history of that database')
    expect(code).toBe(2)
  })

  it('keeps what the ledger has, and moves the rest', async () => {
    await landed(rails)
    await createLedger('rails')
    await client.query("INSERT INTO schema_migrations VALUES ('20261001090000'), ('20261120092957')")
    team.write('db/migrate/20261121090000_theirs.rb', migration)
    const { code, said } = await team.generate(rename, '--restamp', '--database-url', url, ...later)
    expect(code).toBe(0)
    expect(said).toContain('add_full_name_to_users.rb keeps its version: it is in schema_migrations of that database.')
    expect(versions()).toEqual(['20261120092957', '20261125092958', '20261125092959', '20261125093000'])
  })

  it('refuses when all have run', async () => {
    await landed(rails)
    await createLedger('rails')
    await client.query('INSERT INTO schema_migrations SELECT unnest($1::text[])', [versions()])
    team.write('db/migrate/20261121090000_theirs.rb', migration)
    const { code, said } = await team.generate(rename, '--restamp', '--database-url', url, ...later)
    expect(code).toBe(2)
    expect(said).toContain('can be given another version: they may have run')
    expect(said).toContain('it is in schema_migrations of that database')
  })

  it('knows by Alembic’s head what came before it', async () => {
    await landed(alembic)
    await createLedger('alembic')
    const [first, second] = versions() as [string, string]
    await client.query('INSERT INTO alembic_version VALUES ($1)', [first])
    team.write('alembic/versions/b2_theirs.py', revision('b2', first))
    const { code, said } = await team.generate(rename, '--restamp', '--database-url', url, ...later)
    expect(said).toContain('it is in alembic_version of that database')
    expect(code).toBe(0)
    const file = team.state().files.find(({ version }) => version === second)!
    expect(team.read(file.path)).toMatch(/^down_revision\b.* = ["']b2["']$/m)
  })

  it('refuses a ledger that it may not read', async () => {
    await landed(rails)
    await createLedger('rails')
    await client.query('DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$')
    const { code, said } = await team.generate(rename, '--restamp', '--database-url', server.url(client.database!, 'stranger'), ...later)
    expect(code).toBe(2)
    expect(said).toContain('schema_migrations does not say which files have run')
  })
})
