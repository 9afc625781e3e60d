import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { generateFiles } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { lockstep } from '../cli/terminal.ts'

const projects = {
  rails: { folder: 'db/migrate', files: { 'Gemfile.lock': 'GEM\n  specs:\n    activerecord (8.0.2)\n    pg (1.5.9)\n' } },
  laravel: { folder: 'database/migrations', files: { 'composer.json': '{"require":{"laravel/framework":"^12"}}' } },
  alembic: { folder: 'alembic/versions', files: { 'alembic.ini': '[alembic]\nscript_location = alembic\n', 'alembic/env.py': '' } },
} as const

const root = mkdtempSync(join(tmpdir(), 'lockstep-polite-'))
afterAll(() => rmSync(root, { recursive: true }))

interface Said {
  readonly rule?: string
  readonly code?: string
}

/** What `check` says of the files of a plan, as counts. */
const said = async (framework: keyof typeof projects, lockCode: 'inline' | 'helper'): Promise<Readonly<Record<string, number>>> => {
  const repository = join(root, `${framework}-${lockCode}`)
  const { folder, files } = projects[framework]
  const plan = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', 'cases', 'rename-column', 'postgres-16', 'plan.json'), 'utf8'),
  ) as Plan
  const emitted = await generateFiles(plan, { framework, phase: 'all', now: new Date('2026-11-20T09:30:00Z'), lockCode })
  if (!emitted.ok) throw new Error(JSON.stringify(emitted.diagnostics))
  const all = [...Object.entries(files), ...emitted.value.map(({ name, content }) => [join(folder, name), content] as const)]
  for (const [path, content] of all) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), content)
  }
  const { findings, diagnostics } = JSON.parse((await lockstep('check', repository, '--format', 'json')).out) as Readonly<
    Record<'findings' | 'diagnostics', readonly Said[]>
  >
  const counts: Record<string, number> = {}
  for (const { rule, code = '' } of [...findings, ...diagnostics]) counts[rule ?? code] = (counts[rule ?? code] ?? 0) + 1
  return counts
}

test.each(['rails', 'laravel', 'alembic'] as const)('%s: the call that takes locks is read as the code it stands for', async framework => {
  const { 'lock-waits-without-limit': _, ...helper } = await said(framework, 'helper')
  const { 'lock-waits-without-limit': __, ...inline } = await said(framework, 'inline')
  expect(helper).toEqual(inline)
})
