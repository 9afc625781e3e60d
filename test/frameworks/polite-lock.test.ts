import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as alembic from '../../src/frameworks/alembic/polite-lock.ts'
import * as laravel from '../../src/frameworks/laravel/polite-lock.ts'
import * as rails from '../../src/frameworks/rails/polite-lock.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { generateFiles } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'

const emit = async (framework: FrameworkId): Promise<readonly EmittedFile[]> => {
  const file = join(import.meta.dirname, '..', 'cases', 'rename-column', 'postgres-16', 'plan.json')
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan
  const files = await generateFiles(plan, { framework, phase: 'all', now: new Date('2026-11-20T09:30:00Z'), lockCode: 'helper' })
  if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
  return files.value
}

const calls = {
  rails: 'Lockstep::PoliteLockV1.acquire self, { "users" => "ACCESS EXCLUSIVE" }, within: 100',
  laravel: "PoliteLockV1::acquire(DB::connection(), ['users' => 'ACCESS EXCLUSIVE'], ['within' => 100",
  alembic: 'acquire(op, {"users": "ACCESS EXCLUSIVE"}, within=100)',
} as const

/** What teams have committed. A text that has to change is a version 2, in a file beside it. */
const frozen = {
  rails: ['../lockstep/polite_lock_v1.rb', '6844df4c8f7080f68a122326a76dd7ffcaaf3c03281a8edf853619c92fde2193'],
  laravel: ['../lockstep/PoliteLockV1.php', 'b85f8faf29250eecad3f334f590f9878c0c4306cdc2f54032e3c49483418f209'],
  alembic: ['../lockstep/polite_lock_v1.py', 'fa6ff22ba9ea892515eebacec81aff2188b1ccc74f0b8eb11eaeed51052c6669'],
} as const

/** By what its text is known again where it is read. */
const known = { rails: rails.lockHash, laravel: laravel.lockHash, alembic: alembic.lockHash } as const

describe('the locks taken by the code that a repository keeps once', () => {
  test.each(['rails', 'laravel', 'alembic'] as const)('%s: one readable call in each migration', async id => {
    const files = await emit(id)
    const migrations = files.filter(({ isFrozen }) => isFrozen === undefined)
    expect(migrations.some(({ content }) => content.includes(calls[id]))).toBe(true)
    expect(migrations.some(({ content }) => content.includes('give_up'))).toBe(false)
  })

  test.each(['rails', 'laravel', 'alembic'] as const)('%s: the file itself never changes', async id => {
    const files = (await emit(id)).filter(({ isFrozen }) => isFrozen === true)
    expect(files.map(({ name, content }) => [name, createHash('sha256').update(content).digest('hex')])).toEqual([frozen[id]])
    expect(known[id]).toBe(frozen[id][1])
  })

  test.each(['flyway', 'liquibase', 'sql'] as const)('%s: SQL has no other place for it than each file', async id => {
    const files = await emit(id)
    expect(files.some(({ isFrozen }) => isFrozen)).toBe(false)
    expect(files.some(({ content }) => content.includes('give_up'))).toBe(true)
  })
})
