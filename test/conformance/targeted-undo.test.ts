import { delimiter, join } from 'node:path'
import { bigint, change, schema, table, text } from 'lockstep'
import { describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { generateFiles, planChange } from '../../src/pipeline.ts'
import { reportPlan } from '../../src/pipeline/report-plan.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { filesFor } from './lab/case.ts'
import { pgEnv } from './lab/folder.ts'
import { onCopy } from './lab/on-copy.ts'
import { inPart } from './lab/part.ts'
import { run } from './lab/process.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import type { Tool } from './lab/tool.ts'
import { tools } from './lab/tools/index.ts'

/** The quick ones, of either kind; the full lab runs all. */
const inGate = ['rails-7.2', 'laravel-10', 'psql', 'goose']
const present = presentOf(tools.filter(({ id }) => process.env.LOCKSTEP_LAB === 'full' || inGate.includes(id)))

const lab = onServer({ major: 18 })
const shop = schema({ users: table({ id: bigint().identity().primaryKey(), email: text() }) })
const unique = change(shop, 'Unique emails').table('users', t => t.addUnique(['email']))
const carts = change(shop, 'Add carts').createTable('carts', table({ id: bigint().primaryKey() }))

const folders: Readonly<Record<string, string>> = {
  rails: 'db/migrate',
  laravel: 'database/migrations',
  flyway: 'src/main/resources/db/migration',
  liquibase: 'db/changelog',
  alembic: 'alembic/versions',
  sql: 'migrations',
}

/** The commands that PLAN.md has for each stage, the last stage first. */
const printedIn = (page: string): readonly (readonly string[])[] =>
  [...page.matchAll(/^### After stage \d+[^]*?```sh\n([^]*?)```/gm)]
    .map(([, lines]) => lines!.replaceAll('\\\n', ' ').trim().split(/\n */))
    .toReversed()

/** Somebody else's migration, after all of the plan. */
const neighbourFor = async (tool: Tool, files: readonly EmittedFile[]): Promise<readonly EmittedFile[]> => {
  const plan = await planChange(carts, { engine: 'postgres@18' })
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics))
  const after = files.flatMap(file => tool.ledger.keyOf(file)?.replace(/\.up$/, '') ?? []).at(-1)!
  const written = await generateFiles(plan.value, {
    framework: tool.framework,
    ...tool.options,
    now: new Date('2026-11-27T09:30:00Z'),
    ...(tool.framework === 'liquibase' ? {} : { after: tool.id === 'psql' ? /^\d+/.exec(after)![0] : after }),
  })
  if (!written.ok) throw new Error(JSON.stringify(written.diagnostics))
  return written.value
}

const programs = [inPart('golang-migrate', 'bin'), inPart('goose', 'bin'), inPart('dbmate', 'node_modules', '.bin'), process.env['PATH']]

describe('the commands that PLAN.md has for taking a stage back, with somebody else’s migration above it', () => {
  it.for(present)('$id', async tool => {
    const it = await lab.example('unique', unique)
    const files = await filesFor(it.plan, tool)
    const folder = folders[tool.framework]!
    const written = files.map(file => {
      const version = tool.ledger.keyOf(file)
      return { path: join(folder, file.name), ...(version === undefined ? {} : { version }), ...(file.unit && { unit: file.unit }) }
    })
    const page = await reportPlan(it.plan, {
      format: 'md',
      framework: tool.framework,
      written: { files: written, folder, ...(tool.options.layout === undefined ? {} : { layout: tool.options.layout }) },
    })
    await onCopy(it, tool, async ({ project, database, catalog, applied }) => {
      const typed = async (line: string): Promise<unknown> => {
        const [program, ...words] = line.replace(/ #.*/, '').split(' ')
        if (program === 'bin/rails' || program === 'alembic' || program === 'liquibase') return project.run(...words)
        if (program === 'php') return project.run(...words.slice(1))
        const env = {
          ...pgEnv({ host: '127.0.0.1', port: lab.server.port, database, user: 'postgres' }),
          PATH: programs.join(delimiter),
          DATABASE_URL: `postgres://postgres@127.0.0.1:${lab.server.port}/${database}?sslmode=disable`,
        }
        return run({ command: 'sh', args: ['-c', line], cwd: project.folder, env })
      }
      await project.add(files)
      // To Laravel what one run has applied is a batch, and belongs together.
      if (tool.framework === 'laravel') await project.migrate()
      const theirs = await neighbourFor(tool, files)
      await project.add(theirs)
      await project.migrate()
      const there = (await catalog()).tables.get('carts')
      const [last] = printedIn(page)
      if (page.includes('This goes back from the top')) {
        await typed(last![0]!)
        expect((await catalog()).tables.get('carts'), 'what stands above is undone first').toBeUndefined()
        return
      }
      expect(page).toContain('what others have put above it stays')
      for (const line of printedIn(page).flat()) await typed(line)
      const { tables, ...rest } = await catalog()
      expect(tables.get('carts')).toEqual(there)
      expectSameCatalog({ ...rest, tables: tables.without('carts') }, it.start, 'without the plan')
      if (tool.id !== 'psql') expect(await applied()).toEqual(theirs.flatMap(file => tool.ledger.keyOf(file) ?? []))
    })
  })
})
