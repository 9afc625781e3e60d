import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import type { EmittedFile, FrameworkOptions } from '../../src/frameworks/framework.ts'
import { frameworkIds, type FrameworkId } from '../../src/model/framework.ts'
import { generateFiles } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'

const cases = join(import.meta.dirname, '..', 'cases')

const emit = async (
  name: string,
  framework: FrameworkId,
  options: FrameworkOptions,
  { tenants }: { readonly tenants?: 'search-path' } = {},
): Promise<readonly EmittedFile[]> => {
  const stored = JSON.parse(readFileSync(join(cases, name, 'postgres-16', 'plan.json'), 'utf8')) as Plan
  const plan = tenants === undefined ? stored : { ...stored, engine: { ...stored.engine, tenants } }
  const files = await generateFiles(plan, { framework, phase: 'all', now: new Date('2026-11-20T09:30:00Z'), ...options })
  if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
  return files.value
}

const apart = { jobs: 'apart' } as const
const isMigration = ({ from, name }: EmittedFile): boolean => from === undefined && !name.startsWith('../jobs/')

describe('long work apart from the migrations', () => {
  test.each(frameworkIds)(
    '%s: a job for each backfill, concurrent build and validation; the migrations keep their names and order',
    async id => {
      const inline = await emit('rename-indexed-column', id, {})
      const files = await emit('rename-indexed-column', id, apart)
      expect(new Set(files.filter(isMigration).map(({ name }) => name.replace(/\.conf$/, '')))).toEqual(
        new Set(inline.map(({ name }) => name.replace(/\.conf$/, ''))),
      )
      const jobs = files.filter(({ command }) => command !== undefined)
      expect(jobs.map(({ stage }) => stage)).toEqual(Array(7).fill(2))
      expect(new Set(jobs.map(({ command }) => command)).size).toBe(7)
      expect(jobs[0]!.content).toContain('Run it before ')
    },
  )

  test.each(frameworkIds)('%s: the migration says what is left and what to run, and does no long work', async id => {
    const files = (await emit('rename-indexed-column', id, apart)).filter(({ content }) => content.includes('LOCKSTEP JOB: '))
    expect(files).toHaveLength(7)
    const [backfill] = files
    expect(backfill!.content).toContain('rows of users are left. Nothing was changed. Run ')
    expect(backfill!.content).not.toContain('pg_sleep')
    for (const { content } of files) expect(content.split(/def down|function down|<rollback>|Undoes/)[0]).not.toMatch(/INDEX CONCURRENTLY/)
  })

  test.each(frameworkIds)('%s: with one schema for each tenant, a job is told which to go through, and keeps to each', async id => {
    const jobs = (await emit('rename-indexed-column', id, apart, { tenants: 'search-path' })).filter(({ content }) =>
      content.includes("current_setting('lockstep.schema', true)"),
    )
    expect(jobs).toHaveLength(7)
    for (const { content } of jobs) {
      expect(content).toContain('there is no schema ')
      expect(content).toContain("set_config('search_path', current_setting('lockstep.search_path'), false)")
    }
    for (const { content } of await emit('rename-indexed-column', id, apart)) expect(content).not.toContain('lockstep.schema')
  })

  test('a plan without long work has no jobs, and the same files', async () => {
    expect(await emit('set-default', 'rails', apart)).toEqual(await emit('set-default', 'rails', {}))
  })

  test('a backfill without a key is walked by pages, whatever its partitions', async () => {
    const files = await emit('backfill', 'sql', apart)
    expect(files.map(({ name }) => name).filter(name => name.startsWith('../jobs/')).length).toBeGreaterThan(0)
  })

  test('the Kubernetes Job is started anew where its pod is taken away, and connects past the pooler', async () => {
    const manifests = (await emit('rename-indexed-column', 'flyway', apart)).filter(({ from }) => from === 'plan')
    expect(manifests.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6, 7].map(n => `job-${n}.yaml`))
    const job = parse(manifests[0]!.content) as {
      readonly metadata: { readonly name: string }
      readonly spec: { readonly backoffLimit: number; readonly template: { readonly spec: { readonly restartPolicy: string } } }
    }
    expect(job.metadata.name).toBe('lockstep-backfill-users-email')
    expect(job.spec.backoffLimit).toBe(3)
    expect(job.spec.template.spec.restartPolicy).toBe('Never')
    expect(manifests[0]!.content).toContain('DIRECT_DATABASE_URL')
  })
})
