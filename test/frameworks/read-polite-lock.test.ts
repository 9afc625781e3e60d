import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { generateFiles } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { lockstep } from '../cli/terminal.ts'

const projects = {
  rails: { folder: 'db/migrate', files: { 'Gemfile.lock': 'GEM\n  specs:\n    activerecord (8.0.2)\n    pg (1.5.9)\n' } },
  laravel: { folder: 'database/migrations', files: { 'composer.json': '{"require":{"laravel/framework":"^12"}}' } },
  alembic: { folder: 'alembic/versions', files: { 'alembic.ini': '[alembic]\nscript_location = alembic\n', 'alembic/env.py': '' } },
} as const

const root = mkdtempSync(join(tmpdir(), 'lockstep-polite-'))
const schema = join(root, 'schema.sql')
writeFileSync(schema, 'CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n')
afterAll(() => rmSync(root, { recursive: true }))

interface Said {
  readonly rule?: string
  readonly code?: string
}

type LockCode = 'inline' | 'helper'

/** What `check` says of the files of a plan, as counts. @param edit what somebody has done to a file since */
const said = async (
  framework: keyof typeof projects,
  lockCode: LockCode,
  edit: (path: string, content: string) => string = (_, content) => content,
): Promise<Readonly<Record<string, number>>> => {
  const repository = mkdtempSync(join(root, `${framework}-`))
  const { folder, files } = projects[framework]
  const plan = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', 'cases', 'rename-column', 'postgres-16', 'plan.json'), 'utf8'),
  ) as Plan
  const emitted = await generateFiles(plan, { framework, phase: 'all', now: new Date('2026-11-20T09:30:00Z'), lockCode })
  if (!emitted.ok) throw new Error(JSON.stringify(emitted.diagnostics))
  const all = [...Object.entries(files), ...emitted.value.map(({ name, content }) => [join(folder, name), content] as const)]
  for (const [path, content] of all) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), edit(path, content))
  }
  const { findings, diagnostics } = JSON.parse(
    (await lockstep('check', repository, '--schema', schema, '--format', 'json')).out,
  ) as Readonly<Record<'findings' | 'diagnostics', readonly Said[]>>
  const counts: Record<string, number> = {}
  for (const { rule, code = '' } of [...findings, ...diagnostics]) counts[rule ?? code] = (counts[rule ?? code] ?? 0) + 1
  return counts
}

const frameworks = ['rails', 'laravel', 'alembic'] as const
const isHelper = (path: string): boolean => /polite_?lock_?v1/i.test(path)

describe.each(frameworks)('%s: the call that takes locks is read', framework => {
  test('as the code it stands for', async () => {
    const helper = await said(framework, 'helper')
    expect(helper).toEqual(await said(framework, 'inline'))
    expect(Object.keys(helper)).not.toContain('lock-waits-without-limit')
  })

  test('also where version control gives the files other line ends', async () => {
    const rewritten = await said(framework, 'helper', (path, content) => (isHelper(path) ? content.replaceAll('\n', '\r\n') : content))
    expect(rewritten).toEqual(await said(framework, 'inline'))
  })

  test('as code that may do anything where somebody has edited what it calls', async () => {
    const edited = await said(framework, 'helper', (path, content) =>
      isHelper(path) ? content.replace("SET LOCAL statement_timeout = '5s'", "SET LOCAL statement_timeout = '9s'") : content,
    )
    expect(edited['opaque-code']).toBeGreaterThan(0)
    expect(edited['lock-waits-without-limit']).toBeGreaterThan(0)
  })

  test('as code that may do anything where another file is loaded', async () => {
    const other = await said(framework, 'helper', (path, content) =>
      isHelper(path) ? content : content.replace(/(["'])(\.\.\/|\/\.\.\/)?lockstep\b/, '$1$2elsewhere'),
    )
    expect(other['opaque-code']).toBeGreaterThan(0)
    expect(other['lock-waits-without-limit']).toBeGreaterThan(0)
  })

  test('as code that may do anything where it asks for what no such call does', async () => {
    const asked = await said(framework, 'helper', (_, content) => content.replaceAll(/ACCESS EXCLUSIVE(?=["'] ?[}\]])/g, 'ACCESS'))
    expect(asked['opaque-code']).toBeGreaterThan(0)
    expect(asked['lock-waits-without-limit']).toBeGreaterThan(0)
  })
})
