import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { type Case, catalogWithout, filesFor, liveThrough, openProject, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { run } from './lab/process.ts'
import { contractTooEarly, tooEarly } from './lab/too-early.ts'
import { alembicTool, newest, oldest, openAlembic, type Version } from './lab/tools/alembic.ts'
import { asAdvised, comparing, inItsOwnTransaction, perMigration } from './lab/tools/alembic-env.ts'

const asInitialised = (env: string): string => env
const present = presentOf([oldest, newest].map(alembicTool)).map(({ id }) => id)
const versions = [oldest, newest].filter(version => present.includes(alembicTool(version).id))

const lab = onServer({ major: 18 })
const { example } = lab

/** An Alembic project on a copy of the example's filled database. */
const inProject = async (
  name: string,
  version: Version,
  work: (at: {
    readonly project: Awaited<ReturnType<ReturnType<typeof openAlembic>>>
    readonly client: pg.Client
    readonly database: string
    readonly it: Case
    readonly files: Awaited<ReturnType<typeof filesFor>>
  }) => Promise<void>,
): Promise<void> => {
  const prepared = await example(name)
  const files = await filesFor(prepared.plan, alembicTool(version))
  const { project, database, close } = await openProject(lab.server, prepared.filled, openAlembic(version))
  try {
    await using(lab.server, database, client => work({ project, client, database, it: prepared, files }))
  } finally {
    await close()
  }
}

describe.each(versions)('Alembic $version', version => {
  const tool = alembicTool(version)

  it.each([
    ['one transaction for the whole run', asInitialised],
    ['a transaction for each revision', perMigration],
  ])('%s: no revision runs in the transaction of another', async (_, env) => {
    for (const name of ['rename-column', 'add-check', 'add-foreign-key'])
      await inProject(name, { ...version, env }, async ({ project, client, files }) => {
        await watchDefinitions(client)
        await project.add(files)
        await project.migrate()
        const { rows } = await client.query<{ revisions: string[] }>(
          'SELECT array_agg(DISTINCT revision) AS revisions FROM watched.definitions GROUP BY transaction',
        )
        expect(rows.length).toBeGreaterThan(1)
        for (const { revisions } of rows) expect(revisions).toHaveLength(1)
      })
  })

  it.each(['rename-column', 'add-unique', 'attach-partition'])('env.py as alembic init leaves it: %s lives its whole life', async name => {
    await liveThrough(await example(name), tool, openAlembic({ ...version, env: asInitialised }))
  })

  it('stops where env.py begins the transaction itself, says so, and changes nothing', async () => {
    await inProject('rename-column', { ...version, env: inItsOwnTransaction }, async ({ project, client, it, files }) => {
      await project.add(files)
      await expect(project.migrate()).rejects.toThrow(/# fails where env\.py began a transaction\n[^]*AssertionError/)
      expectSameCatalog(await catalogWithout(client, tool), it.start, 'after it stopped')
      expect(await tool.ledger.applied(client, files)).toEqual([])
    })
  })

  it('stops a contract phase that is run too early', async () => {
    expect(await contractTooEarly(await example('rename-column'), tool)).toMatch(tooEarly)
  })

  it('takes turns where env.py lets it, so that of several runners at once none fails', async () => {
    for (const name of ['add-foreign-key', 'rename-column'])
      await inProject(name, { ...version, env: asAdvised }, async ({ project, client, it, files }) => {
        await project.add(files)
        const ends = await Promise.all([1, 2, 3].map(() => project.start().done))
        for (const { succeeded, output } of ends) expect(succeeded, output).toBe(true)
        expectSameCatalog(await catalogWithout(client, tool), it.target, 'after three runners at once')
        expect(await tool.ledger.applied(client, files)).toHaveLength(files.length)
      })
  })

  it.each(['rename-column', 'add-unique', 'change-primary-key-type', 'attach-partition', 'text-to-enum'])(
    '--sql writes a script of %s that says the same, both ways',
    async name => {
      await inProject(name, version, async ({ project, client, database, it, files }) => {
        const bySql = async (...words: readonly string[]): Promise<void> => {
          const script = join(project.folder, 'script.sql')
          // What it logs goes to stderr, which is kept with the rest.
          writeFileSync(script, (await project.run(...words, '--sql')).replace(/^INFO .*\n/gm, ''))
          await run({ command: 'psql', args: ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', script, lab.server.url(database)] })
        }
        await project.add(files)
        await bySql('upgrade', 'head')
        expectSameCatalog(await catalogWithout(client, tool), it.target, 'after the script of the upgrade')
        expect(await tool.ledger.applied(client, files)).toHaveLength(files.length)
        const [first, last] = [files[0]!, files.at(-1)!].map(file => tool.ledger.keyOf(file)!)
        await bySql('downgrade', `${last}:${first}`)
        expect(await tool.ledger.applied(client, files)).toEqual([first])
        // From there on Alembic itself again.
        await project.migrate()
        expectSameCatalog(await catalogWithout(client, tool), it.target, 'after the script of the downgrade and an upgrade')
      })
    },
  )

  it('autogenerate finds nothing in the middle of a plan where env.py says what is on its way, and nothing after it', async () => {
    const checks = version === newest
    await inProject('rename-column', { ...version, env: asInitialised }, async ({ project, files }) => {
      const env = join(project.folder, 'alembic', 'env.py')
      const initialised = readFileSync(env, 'utf8')
      const isQuiet = async (column: string, isAdvised: boolean): Promise<boolean> => {
        writeFileSync(env, comparing(modelsWith(column), { isAdvised, checks })(initialised))
        return (await autogenerated(project)) === 'pass'
      }
      await project.migrate()
      expect(await isQuiet('name', false), 'old models before the plan').toBe(true)
      for (const stage of [1, 2]) {
        await project.add(files.filter(file => file.stage === stage))
        await project.migrate()
        for (const column of ['name', 'full_name']) {
          expect(await isQuiet(column, false), `models with ${column} after phase ${stage}, nothing said`).toBe(false)
          expect(await isQuiet(column, true), `models with ${column} after phase ${stage}`).toBe(true)
        }
      }
      await project.add(files.filter(file => file.stage === 3))
      await project.migrate()
      expect(await isQuiet('full_name', false), 'new models after the plan').toBe(true)
    })
  })
})

describe.runIf(versions.includes(newest))('Alembic with an async engine', () => {
  const version: Version = { ...newest, driver: 'asyncpg', template: 'async', env: asInitialised }

  it.each(['rename-column', 'add-unique', 'change-primary-key-type'])('%s lives its whole life', async name => {
    await liveThrough(await example(name), alembicTool(version), openAlembic(version))
  })
})

/** Notes for each definition in which transaction and behind which revision it runs. */
const watchDefinitions = async (client: pg.Client): Promise<void> => {
  await client.query(`
    CREATE SCHEMA watched;
    CREATE TABLE watched.definitions (transaction bigint, revision text);
    CREATE FUNCTION watched.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_regclass('alembic_version') IS NOT NULL THEN
        INSERT INTO watched.definitions VALUES (txid_current(), coalesce((SELECT version_num FROM alembic_version), 'none'));
      END IF;
    END $$;
    CREATE EVENT TRIGGER watched ON ddl_command_start EXECUTE FUNCTION watched.note();`)
}

const modelsWith = (column: string): string => `
import sqlalchemy as sa

target_metadata = sa.MetaData()
sa.Table(
    "users",
    target_metadata,
    sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
    sa.Column("${column}", sa.Text(), nullable=False),
    sa.Column("email", sa.Text(), nullable=False),
    sa.UniqueConstraint("email", name="users_email_key"),
)
`

/** What `alembic revision --autogenerate` would write into \`upgrade()\`. */
const autogenerated = async (project: {
  readonly folder: string
  readonly run: (...words: readonly string[]) => Promise<string>
}): Promise<string> => {
  const folder = join(project.folder, 'alembic', 'versions')
  await project.run('revision', '--autogenerate', '-m', 'probe')
  const probe = join(
    folder,
    readdirSync(folder).find(name => name.endsWith('_probe.py'))!,
  )
  const source = readFileSync(probe, 'utf8')
  rmSync(probe)
  const [, body = ''] = /def upgrade\(\)[^\n]*\n([^]*?)\n\n\ndef downgrade/.exec(source) ?? []
  return body.replace(/^ *(?:#.*|"""Upgrade schema\."""|)\n?/gm, '').trim()
}
