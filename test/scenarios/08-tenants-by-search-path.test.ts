import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { startJavaDriver } from '../conformance/lab/java.ts'
import type { Driver } from '../conformance/lab/process.ts'
import { liquibaseTools } from '../conformance/lab/tools/liquibase.ts'
import { openScene, scenario, type Scene } from './scene.ts'

const liquibase = liquibaseTools.find(({ id }) => id === 'liquibase-5-yaml')!
const changelogs = 'db/changelog/changes'
const master = 'db/changelog/db.changelog-master.yaml'

const first = `databaseChangeLog:
  - changeSet:
      id: create_invoices
      author: shop
      changes:
        - sql:
            splitStatements: true
            sql: |-
              CREATE TABLE invoices (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                customer text NOT NULL,
                total numeric(10,2) NOT NULL,
                CONSTRAINT invoices_total_check CHECK (total >= 0)
              );
              CREATE VIEW turnover AS SELECT customer, sum(total) AS total FROM invoices GROUP BY customer;
      rollback:
        - sql: {sql: "DROP VIEW turnover; DROP TABLE invoices;"}
`

const change = `import { change, numeric } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Invoice totals with four decimals').table('invoices', t => t.changeType('total', numeric(14, 4)))
`

/** 200 tenants one after the other, on a machine that does other things as well. */
const patience = 600_000

const plan = 'invoice_totals_with_four_decimals'

const tenants = Array.from({ length: 200 }, (_, n) => `tenant_${String(n + 1).padStart(3, '0')}`)

/** All that a tenant's schema holds, told without its name. */
const shape = `SELECT n.nspname AS tenant, md5(replace(concat_ws(E'\\n',
  (SELECT string_agg(concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid)), E'\\n' ORDER BY c.relname, a.attname)
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = n.oid AND c.relname NOT LIKE 'databasechangelog%'),
  (SELECT string_agg(concat_ws(' ', conname, pg_get_constraintdef(oid), convalidated), E'\\n' ORDER BY conname) FROM pg_constraint WHERE connamespace = n.oid AND contype <> 'n' AND conname NOT LIKE 'databasechangelog%'),
  (SELECT string_agg(concat_ws(' ', relname, pg_get_viewdef(oid)), E'\\n' ORDER BY relname) FROM pg_class WHERE relnamespace = n.oid AND relkind = 'v'),
  (SELECT string_agg(concat_ws(' ', tgname, pg_get_triggerdef(t.oid)), E'\\n' ORDER BY tgname) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE c.relnamespace = n.oid AND NOT tgisinternal),
  (SELECT string_agg(concat_ws(' ', proname, prosrc), E'\\n' ORDER BY proname) FROM pg_proc WHERE pronamespace = n.oid)
), n.nspname || '.', '')) AS shape
FROM pg_namespace n WHERE n.nspname LIKE 'tenant\\_%' OR n.nspname = 'target' ORDER BY 1`

scenario('numeric(10,2) becomes numeric(14,4) in 200 schemas by Liquibase, under a check and in a view', liquibase.missing, () => {
  let server: Server
  let scene: Scene
  let driver: Driver
  const start = (): Promise<Driver> => startJavaDriver('liquibase-5', 'LiquibaseEngine.java')
  beforeAll(async () => {
    const starting = start()
    server = await startServer({ major: 16 })
    scene = await openScene(server, liquibase.command, {
      [`${changelogs}/20260901090000_create_invoices.yaml`]: first,
      [master]: 'databaseChangeLog:\n  - includeAll: {path: changes/, relativeToChangelogFile: true}\n',
    })
    rmSync(join(scene.root, 'db/changelog/master.xml'))
    scene.commit('Changelogs in YAML', {
      'liquibase.properties': scene.read('liquibase.properties').replace('db/changelog/master.xml', master),
    })
    await scene.query('CREATE SCHEMA target')
    driver = await starting
    await update('target')
    // A tenant is made like the first one, record of migrations included.
    await scene.query(`DO $$ DECLARE tenant text; BEGIN
      FOREACH tenant IN ARRAY string_to_array('${tenants.join(' ')}', ' ') LOOP
        EXECUTE format('CREATE SCHEMA %1$s;
          CREATE TABLE %1$s.databasechangelog (LIKE target.databasechangelog INCLUDING ALL);
          INSERT INTO %1$s.databasechangelog SELECT * FROM target.databasechangelog;
          CREATE TABLE %1$s.invoices (LIKE target.invoices INCLUDING ALL);
          INSERT INTO %1$s.invoices (customer, total) SELECT ''customer '' || n %% 5, n + 0.25 FROM generate_series(1, 20) AS n;
          CREATE VIEW %1$s.turnover AS SELECT customer, sum(total) AS total FROM %1$s.invoices GROUP BY customer', tenant);
      END LOOP; END $$`)
  }, 120_000)
  afterAll(async () => {
    await driver?.stop()
    await scene?.close()
    await server?.stop()
  })

  const site = (schema: string) => ({ host: '127.0.0.1', port: server.port, database: scene.database, user: 'postgres', schema })
  const update = (schema: string) => driver.ask({ do: 'migrate', ...site(schema), folder: scene.root, changelog: master })
  const shapes = async (): Promise<ReadonlyMap<string, string>> =>
    new Map((await scene.query<{ tenant: string; shape: string }>(shape)).map(row => [row.tenant, row.shape]))
  const applied = async (tenant: string): Promise<number> => (await scene.query(`SELECT FROM ${tenant}.databasechangelog`)).length
  const generate = async (change: string): Promise<void> => {
    expect(await scene.lockstep('generate', change, '--out', changelogs)).toMatchObject({ code: 0 })
  }
  const attest = async (how: string): Promise<void> => {
    expect(await scene.lockstep('gate', plan, '--attest', how, '--by', 'Ann')).toMatchObject({ error: '' })
  }

  const liquibaseIn = (tenant: string, ...words: readonly string[]): Promise<string> =>
    scene.project.run(...words, `--url=jdbc:postgresql://127.0.0.1:${server.port}/${scene.database}?currentSchema=${tenant}`)

  it('is generated once, without the name of any tenant', async () => {
    expect(await scene.lockstep('init', '.', '--engine', 'postgres@16', '--layout', 'yaml', '--ci', 'none')).toMatchObject({ code: 0 })
    scene.commit('The change', { 'lockstep/changes/totals.ts': change })
    await generate('lockstep/changes/totals.ts')
    scene.commit('Its first two phases')
    for (const name of scene.files(changelogs)) expect(scene.read(`${changelogs}/${name}`)).not.toMatch(/tenant|public\./)
  })

  it(
    'goes on after the process ended in the 101st tenant: the first hundred are left alone, the others follow',
    { timeout: patience },
    async () => {
      for (const tenant of tenants.slice(0, 100)) await update(tenant)
      const cut = tenants[100]!
      const asked = update(cut).catch(() => 'was ended')
      await expect.poll(() => applied(cut), { interval: 5, timeout: 30_000 }).toBeGreaterThan(1)
      driver.kill()
      expect(await asked).toBe('was ended')
      expect(await applied(cut)).toBeLessThan(7)

      driver = await start()
      // What Liquibase asks for after a process that ended with its lock.
      await liquibaseIn(cut, 'release-locks')
      const before = await scene.query(`SELECT * FROM ${tenants[0]!}.databasechangelog ORDER BY orderexecuted`)
      for (const tenant of tenants) await update(tenant)
      expect(await scene.query(`SELECT * FROM ${tenants[0]!}.databasechangelog ORDER BY orderexecuted`)).toEqual(before)
      expect(new Set((await shapes()).values()).size).toBe(2) // the tenants’, and that of the schema that was left behind
    },
  )

  it('is taken back in one tenant without any of the others', { timeout: patience }, async () => {
    await attest('release 7 is out in all tenants, none of release 6 is left')
    await generate(plan)
    scene.commit('The change-over')
    const one = tenants[6]!
    const others = await shapes()
    await update(one)
    expect(await applied(one)).toBe(8)
    expect((await shapes()).get(one)).not.toBe(others.get(one))
    await scene.query(`UPDATE ${one}.invoices SET total = 8.5 WHERE id = 8`) // by the new release
    await liquibaseIn(one, 'rollback-count', '7')
    const now = await shapes()
    expect(now.get(one)).toBe(now.get('target')) // which stands where all stood at first
    expect({ ...Object.fromEntries(now), [one]: '' }).toEqual({ ...Object.fromEntries(others), [one]: '' })
    expect(await scene.query(`SELECT sum(total)::text FROM ${one}.invoices`)).toEqual([{ sum: '215.25' }])
    expect(await scene.query(`SELECT sum(total)::text FROM ${tenants[7]!}.invoices`)).toEqual([{ sum: '215.00' }])
  })

  it('ends the same in all 200, as if it had been made so', { timeout: patience }, async () => {
    await attest('a week without complaints')
    await generate(plan)
    scene.commit('The end of it')
    for (const tenant of tenants) await update(tenant)
    await scene.query('DROP VIEW target.turnover')
    await scene.query('ALTER TABLE target.invoices ALTER COLUMN total TYPE numeric(14,4)')
    await scene.query('CREATE VIEW target.turnover AS SELECT customer, sum(total) AS total FROM target.invoices GROUP BY customer')
    const now = await shapes()
    expect(now.size).toBe(201)
    expect([...now].filter(([, shape]) => shape !== now.get('target'))).toEqual([])
    const [rows] = await scene.query(
      `SELECT ${tenants.map(tenant => `(SELECT sum(total) FROM ${tenant}.invoices)`).join(' + ')} AS total, ${tenants.map(tenant => `(SELECT count(*) FROM ${tenant}.databasechangelog)`).join(' + ')} AS applied`,
    )
    expect(rows).toEqual({ total: '43000.2500', applied: String(200 * 9) })
  })
})
