import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { alembicTool, newest, openAlembic } from '../conformance/lab/tools/alembic.ts'
import { comparing, perMigration } from '../conformance/lab/tools/alembic-env.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const change = 'lockstep/changes/change-events-payload-to-jsonb.ts'
const plan = 'change_events_payload_to_jsonb'

const revision = (id: string, parent: string | undefined, ...upgrade: readonly string[]): string => `"""${id}"""
from alembic import op
import sqlalchemy as sa

revision = "${id}"
down_revision = ${parent === undefined ? 'None' : `"${parent}"`}
branch_labels = None
depends_on = None


def upgrade() -> None:
${upgrade.map(line => `    ${line}\n`).join('')}

def downgrade() -> None:
    pass
`

const models = (payload: string): string => `
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

target_metadata = sa.MetaData()
sa.Table(
    "events",
    target_metadata,
    sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
    sa.Column("payload", ${payload}, nullable=False),
    sa.Column("kind", sa.Text()),
    sa.Column("source", sa.Text()),
)
`

scenario(
  'events.payload becomes jsonb with Alembic, although 9 rows are none, and two heads stand there',
  alembicTool(newest).missing,
  () => {
    let server: Server
    let scene: Scene
    let env: string
    beforeAll(async () => {
      server = await startServer({ major: 16 })
      scene = await openScene(server, openAlembic({ ...newest, env: perMigration }), {
        'alembic/versions/aaaaaaaaaaa1_events.py': revision(
          'aaaaaaaaaaa1',
          undefined,
          'op.create_table("events", sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True), sa.Column("payload", sa.Text(), nullable=False))',
        ),
        'alembic/versions/aaaaaaaaaaa2_kind.py': revision(
          'aaaaaaaaaaa2',
          'aaaaaaaaaaa1',
          'op.add_column("events", sa.Column("kind", sa.Text()))',
        ),
      })
      env = scene.read('alembic/env.py')
      await scene.project.migrate()
      await scene.query(
        `INSERT INTO events (payload) SELECT CASE WHEN n % 111 = 0 THEN 'not json ' || n ELSE '{"n": ' || n || '}' END FROM generate_series(1, 999) AS n`,
      )
    })
    afterAll(async () => {
      await scene?.close()
      await server?.stop()
    })
    /** What `alembic check` compares with: the models of a release, and what our documentation advises to name meanwhile. */
    const check = (payload: string, onItsWay: readonly string[]): Promise<string> => {
      const advised = comparing(models(payload), { isAdvised: true, checks: true })(env)
      const names = onItsWay.map(name => `    ("events", "${name}"),\n`).join('')
      writeFileSync(join(scene.root, 'alembic/env.py'), advised.replace(/^in_flight = \{\n[^}]*\}/m, `in_flight = {\n${names}}`))
      return scene.project.run('check')
    }
    const head = async () =>
      (await scene.query<{ version_num: string }>('SELECT version_num FROM alembic_version')).map(row => row.version_num)

    it('asks first whether running code writes JSON alone: the copy refuses anything else', async () => {
      expect(await scene.lockstep('init', '.', '--engine', 'postgres@16', '--ci', 'none')).toMatchObject({ code: 0 })
      expect(await scene.lockstep('new', 'change-type', 'events.payload', 'jsonb')).toMatchObject({ code: 0 })
      scene.commit('The change')
      const before = scene.files('alembic/versions')
      const asked = await scene.lockstep('generate', change)
      expect(asked.error).toContain('All running code writes to events.payload only what jsonb takes')
      expect(scene.files('alembic/versions')).toEqual(before)
      const said = await scene.lockstep('gate', plan, '--by', 'Ann', '--attest', 'release 6 checks every payload')
      expect(said).toMatchObject({ code: 0 })
    })

    it('is refused while there are two heads, both named, and written once they are merged', async () => {
      const colleague = 'op.add_column("events", sa.Column("source", sa.Text()))'
      scene.commit('A colleague’s', { 'alembic/versions/aaaaaaaaaaa3_source.py': revision('aaaaaaaaaaa3', 'aaaaaaaaaaa1', colleague) })
      const before = scene.files('alembic/versions')
      const refused = await scene.lockstep('generate', change)
      expect(refused.code).toBe(2)
      expect(refused.error).toMatch(/has 2 heads[^]*aaaaaaaaaaa2[^]*aaaaaaaaaaa3[^]*alembic merge heads[^]*--head/)
      expect(scene.files('alembic/versions')).toEqual(before)
      await scene.project.run('merge', 'heads', '-m', 'both')
      expect(await scene.lockstep('generate', change)).toMatchObject({ code: 0 })
      expect(scene.files('alembic/versions')).toHaveLength(before.length + 5)
      scene.commit('Both heads, expand and migrate')
    })

    it('fills all rows but those that are no JSON, names these, and goes on with them once they are corrected', async () => {
      const told = await scene.project.migrate().then(
        () => 'went through',
        (reason: unknown) => String(reason),
      )
      expect(told).toContain('LOCKSTEP: 9 rows of events do not fit payload_new = payload::jsonb (SQLSTATE 22P02), ')
      expect(told).toContain('id: 111, 222, 333, 444, 555, 666, 777, 888, 999. All other rows are filled, and stay so.')
      // Neither a value of theirs, nor what the server says of it.
      expect(told).not.toMatch(/not json \d|invalid input syntax/)
      expect(await scene.query('SELECT FROM events WHERE payload_new IS NULL')).toHaveLength(9)
      const [stopped] = await head()
      expect(scene.files('alembic/versions').find(name => name.startsWith(stopped!))).toContain('add_payload_new_to_events')
      expect(await scene.query(`SELECT FROM events WHERE payload LIKE 'not json%'`)).toHaveLength(9)
      // Strings of JSON, where they were bare words.
      await scene.query(`ALTER TABLE events DISABLE TRIGGER USER`)
      await scene.query(`UPDATE events SET payload = to_jsonb(payload)::text WHERE payload LIKE 'not json%'`)
      await scene.query(`ALTER TABLE events ENABLE TRIGGER USER`)
      await scene.project.migrate()
      expect(await scene.query('SELECT FROM events WHERE payload_new IS DISTINCT FROM payload::jsonb')).toEqual([])
    })

    it('leaves alembic check green between the phases, for the models of either release', async () => {
      const onItsWay = ['payload', 'payload_new', 'events_payload_new_not_null']
      for (const payload of ['sa.Text()', 'postgresql.JSONB()'])
        expect(await check(payload, onItsWay)).toContain('No new upgrade operations detected')
    })

    it('changes over when people say that the code is out, and ends after the soak', async () => {
      const early = await scene.lockstep('generate', plan)
      expect(early.code).toBe(2)
      expect(early.error).toContain('Code that can read events.payload as jsonb is deployed everywhere')
      const asked = ['gate', plan, '--database-url', scene.url, '--sample', '0', '--by', 'Ann']
      expect(await scene.lockstep(...asked, '--attest', 'release 7 is out, none of release 6 is left')).toMatchObject({ code: 0 })
      expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
      await scene.project.migrate()
      expect(await check('postgresql.JSONB()', ['payload_old'])).toContain('No new upgrade operations detected')
      await scene.query(`INSERT INTO events (payload) VALUES ('{"by": "the new release"}')`)
      expect(await scene.lockstep(...asked, '--attest', 'a week without complaints')).toMatchObject({ code: 0 })
      expect(await scene.lockstep('generate', plan)).toMatchObject({ code: 0 })
      await scene.project.migrate()
      expect(await check('postgresql.JSONB()', [])).toContain('No new upgrade operations detected')
      expect(await scene.query(`SELECT jsonb_typeof(payload) AS kind, count(*)::int FROM events GROUP BY 1 ORDER BY 1`)).toEqual([
        { kind: 'object', count: 991 },
        { kind: 'string', count: 9 },
      ])
    })
  },
)
