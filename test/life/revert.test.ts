import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PlanState } from '../../src/life/plan-state.ts'
import { lockstep } from '../cli/terminal.ts'
import { makeWorkspace, type Workspace } from './planned.ts'

const slug = 'rename_users_name_to_full_name'
const undo = `undo_${slug}`
const home = process.cwd()
const stateOf = (plan: string): PlanState => JSON.parse(readFileSync(`lockstep/plans/${plan}/state.json`, 'utf8')) as PlanState
const migrations = (): readonly string[] => readdirSync('db/migrate').toSorted()

describe('lockstep revert', () => {
  let workspace: Workspace
  beforeEach(async () => {
    workspace = makeWorkspace()
    cpSync(resolve(home, 'schema-examples/rename-column.ts'), 'rename.ts')
    await lockstep('generate', 'rename.ts', '--to', 'rails', '--now', '2026-11-20T09:30:00Z')
  }, 60_000)
  afterEach(() => workspace.remove())
  const contract = async (): Promise<void> => {
    await lockstep('gate', slug, '--stage', '3', '--attest', 'deployed', '--by', 'Ann')
    for (const _ of [1, 2]) await lockstep('generate', slug, '--now', '2026-11-27T09:30:00Z')
    expect(stateOf(slug).files.some(({ stage }) => stage === 3)).toBe(true)
  }

  test('undoes the contract by files that come after everything there is, and waits with the rest for a gate', async () => {
    await contract()
    writeFileSync(
      'db/migrate/20261128000000_create_shops.rb',
      'class CreateShops < ActiveRecord::Migration[8.1]\n  def change\n    create_table :shops\n  end\nend\n',
    )
    const before = migrations()
    const { code, out, error } = await lockstep('revert', slug, '--to', 'start')
    expect({ code, error }).toMatchObject({ code: 0, error: expect.stringContaining(`lockstep generate ${undo}`) as string })
    expect(out).toContain('leaves residue as a whole')
    expect(out).toContain('backfill users.name')
    const added = migrations().filter(name => !before.includes(name))
    expect(added[0]! > '20261128000000').toBe(true)
    expect(added.map(name => name.replace(/^\d+_/, ''))).toEqual([
      'add_name_to_users.rb',
      'backfill_users_name.rb',
      'add_users_name_not_null.rb',
      'validate_users_name_not_null.rb',
      expect.stringContaining('users') as string,
      ...added.slice(5).map(name => name.replace(/^\d+_/, '')),
    ])
    expect(stateOf(undo)).toMatchObject({ reverts: slug, framework: 'rails' })
    expect(stateOf(slug).end).toMatchObject({ how: 'reverted' })

    const waiting = await lockstep('generate', undo)
    expect(waiting.code).toBe(2)
    expect(waiting.error).toContain('no process of the newer one is left')
    await lockstep('gate', undo, '--attest', 'the old release is back', '--by', 'Ann')
    expect((await lockstep('generate', undo)).out).toContain('drop_full_name_from_users.rb')
  })

  test('goes back one phase unless told, and says what stands', async () => {
    await contract()
    expect((await lockstep('revert', slug)).code).toBe(0)
    expect(stateOf(slug)).toMatchObject({ undone: { to: 2 } })
    expect(stateOf(slug).end).toBeUndefined()
    const { code } = await lockstep('revert', slug, '--to', 'start', '--dry-run')
    expect(code).toBe(0)
  })

  test('shows the plan and writes nothing in a dry run', async () => {
    const before = migrations()
    const { code, out, error } = await lockstep('revert', slug, '--to', 'start', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain('drop column users.full_name')
    expect(out).toContain('The release from before the plan is deployed everywhere again')
    expect(error).toContain('Nothing was written.')
    expect(migrations()).toEqual(before)
    expect(existsSync(`lockstep/plans/${undo}`)).toBe(false)
  })

  test('refuses by name what others have hung on it', async () => {
    writeFileSync(
      'db/migrate/20261128000000_index_users_on_full_name.rb',
      'class IndexUsersOnFullName < ActiveRecord::Migration[8.1]\n  def change\n    add_index :users, :full_name, name: "users_by_full_name"\n  end\nend\n',
    )
    const { code, error } = await lockstep('revert', slug, '--to', 'start')
    expect(code).toBe(2)
    expect(error).toContain('index users_by_full_name of users')
    expect(existsSync(`lockstep/plans/${undo}`)).toBe(false)
  })

  test('refuses to lose data unless told, and says what is lost', async () => {
    cpSync(resolve(home, 'schema-examples/drop-column.ts'), 'drop.ts')
    workspace.remove()
    workspace = makeWorkspace()
    cpSync(resolve(home, 'schema-examples/drop-column.ts'), 'drop.ts')
    await lockstep('generate', 'drop.ts', '--to', 'sql', '--now', '2026-11-20T09:30:00Z')
    const drop = readdirSync('lockstep/plans')[0]!
    for (const stage of [2, 3]) {
      await lockstep('gate', drop, '--stage', String(stage), '--attest', 'seen', '--by', 'Ann')
      await lockstep('generate', drop, '--now', `2026-11-2${stage}T09:30:00Z`)
    }
    const { code, error } = await lockstep('revert', drop, '--to', 'start')
    expect(code).toBe(2)
    expect(error).toContain('undoing it loses data: the values of users.legacy_code_dropped are')
    expect(error).toContain('--accept-loss')
    expect((await lockstep('revert', drop, '--to', 'start', '--accept-loss', '--dry-run')).out).toContain('loses data as a whole')
  })

  test('says what stands when there is no such stage, and nothing to undo when nothing is written', async () => {
    expect((await lockstep('revert', slug, '--to', 'contract')).error).toContain('its written stages are 1 (expand)')
    await lockstep('revert', slug, '--to', 'start')
    expect((await lockstep('revert', slug, '--to', 'start')).error).toContain('was reverted on')
  })
})
