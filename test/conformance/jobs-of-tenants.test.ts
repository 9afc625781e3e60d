import { setTimeout as sleep } from 'node:timers/promises'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { parse } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { generateFiles } from '../../src/pipeline.ts'
import { loadExample } from '../acceptance/examples.ts'
import { now, openProject, using } from './lab/case.ts'
import { run, type Command } from './lab/process.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import type { CommandProject, Running, Tool } from './lab/tool.ts'
import { tools } from './lab/tools/index.ts'

/** Of each framework one version; every tool in the full lab. */
const usual: readonly string[] = ['rails-7.2', 'laravel-10', 'alembic-1.20', 'flyway-12', 'liquibase-5', 'psql']
const isUsual = ({ id }: Tool): boolean =>
  process.env.LOCKSTEP_LAB === 'full' || process.env.LOCKSTEP_TOOLS !== undefined || usual.includes(id)
/** Lumen, which stands in for Laravel 8, finds no commands by their folder. */
const present = presentOf(tools.filter(tool => isUsual(tool) && tool.id !== 'laravel-8'))
const lab = onServer({ major: 18 })

/** More than a migration does at once. */
const rows = 20_000
const indexName = 'users_mail_lower_idx_email'
const searchPath = 'tenant, public'
const schemas = ['public', 'other', 'tenant'] as const

const filled = async (client: Client): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {}
  for (const schema of schemas) {
    const { rows: found } = await client.query(`SELECT count(*) FROM ${schema}.users WHERE email = mail`)
    counts[schema] = Number(found[0].count)
  }
  return counts
}

const indexesOf = async (client: Client, name: string): Promise<readonly string[]> => {
  const found = await client.query('SELECT schemaname FROM pg_indexes WHERE indexname = $1 ORDER BY 1', [name])
  return found.rows.map(({ schemaname }) => String(schemaname))
}

/** What the example of a Kubernetes Job runs in its container. */
const inManifest = ({ content }: EmittedFile, script: string, url: string): Command => {
  const job = parse(content) as {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [{ readonly command: readonly string[] }] } } }
  }
  const [command, ...args] = job.spec.template.spec.containers[0].command.map(word => word.replace('/job/job.sql', script))
  return { command: command!, args, env: { DATABASE_URL: url, LOCKSTEP_SCHEMAS: 'other tenant', PGOPTIONS: '-c lockstep.pause_ms=10' } }
}

const finish = async (running: Running): Promise<string> => {
  const { succeeded, output } = await running.done
  expect(succeeded, output).toBe(true)
  return output
}

describe('a job goes through the schemas of the tenants that are named, and no other', () => {
  beforeAll(async () => {
    await using(lab.server, 'postgres', client => client.query(`ALTER ROLE postgres SET search_path = ${searchPath}`))
  })

  it.for(present)('$id', { timeout: 300_000 }, async tool => {
    const it = await lab.example('rename-indexed-column', { ...(await loadExample('rename-indexed-column')), tenants: 'search-path' })
    const written = await generateFiles(it.plan, { framework: tool.framework, ...tool.options, jobs: 'apart', phase: 'all', now })
    if (!written.ok) throw new Error(JSON.stringify(written.diagnostics))
    const [backfill, index] = written.value.filter(({ command }) => command !== undefined) as [EmittedFile, EmittedFile]
    const { project, database, close } = await openProject<CommandProject>(it.server, it.empty, site =>
      tool.command({ ...site, searchPath }),
    )
    try {
      await using(it.server, database, async client => {
        await client.query('CREATE SCHEMA other; CREATE TABLE other.users (LIKE tenant.users INCLUDING ALL)')
        await project.add(written.value.filter(({ stage }) => stage === 1))
        await project.migrate()
        for (const schema of schemas)
          await client.query(
            `ALTER TABLE ${schema}.users ADD COLUMN IF NOT EXISTS email text;
             ALTER TABLE ${schema}.users DISABLE TRIGGER USER;
             INSERT INTO ${schema}.users (mail) SELECT 'person' || n || '@example.org' FROM generate_series(1, ${rows}) AS n;
             ALTER TABLE ${schema}.users ENABLE TRIGGER USER`,
          )
        await project.add(written.value.filter(({ stage }) => stage === 2))
        await expect(project.migrate()).rejects.toThrow(/20000 rows of users are left, in the schema of this tenant\./)
        await project.recover(backfill)

        const wrong = await project.job(backfill, 0, ['nobody']).done
        expect(wrong.succeeded).toBe(false)
        expect(wrong.output.replaceAll(/\s+/g, ' ')).toContain('there is no schema nobody that this role may use')
        expect(await filled(client)).toEqual({ public: 0, other: 0, tenant: 0 })

        const stopped = project.job(backfill, 200, ['tenant', 'other'])
        await until(async () => (await filled(client))['tenant']! > 0)
        stopped.stop()
        expect((await stopped.done).succeeded).toBe(false)
        expect((await filled(client))['other']).toBe(0)

        expect(await finish(project.job(backfill, 0))).not.toContain('ERROR')
        expect(await filled(client)).toEqual({ public: 0, other: 0, tenant: rows })

        const said = await finish(project.job(backfill, 0, ['tenant', 'other']))
        expect(said).toMatch(/^tenant\b[^]*^other\b/m)
        expect(await filled(client)).toEqual({ public: 0, other: rows, tenant: rows })

        await finish(project.job(index, undefined, ['other', 'tenant']))
        expect(await indexesOf(client, indexName)).toEqual(['other', 'tenant'])

        const manifest = written.value.find(({ from, unit }) => from === 'plan' && unit === index.unit)
        if (manifest === undefined) return
        await client.query(`DROP INDEX tenant.${indexName}; DROP INDEX other.${indexName}`)
        const { host, port, user } = client
        const script = join(project.folder, 'job.sql')
        writeFileSync(script, index.content)
        await run(inManifest(manifest, script, `postgres://${user}@${host}:${port}/${database}`))
        expect(await indexesOf(client, indexName)).toEqual(['other', 'tenant'])
      })
    } finally {
      await close()
    }
  })
})

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) if (await isSo()) return
  throw new Error('it did not come about')
}
