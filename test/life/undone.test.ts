import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PlanState } from '../../src/life/plan-state.ts'
import { rename, teamRepository, type TeamRepository } from '../cli/team-repository.ts'
import { lockstep } from '../cli/terminal.ts'

const undo = `undo_${rename}`
const rails = {
  'Gemfile.lock': '    activerecord (8.1.0)\n    pg (1.5.9)\n',
  'db/migrate/20261001090000_create_users.rb':
    'class CreateUsers < ActiveRecord::Migration[8.1]\n  def change\n    create_table :users do |t|\n      t.text :name, null: false\n    end\n  end\nend\n',
}

describe('a plan that is undone', () => {
  let team: TeamRepository
  beforeEach(async () => {
    team = teamRepository(rails)
    team.commit()
    expect((await team.generate('lockstep/changes/rename.ts')).code).toBe(0)
    team.attest()
    team.commit()
  }, 60_000)
  afterEach(() => team.leave())
  const stateOf = (slug: string): PlanState => team.state(slug) as unknown as PlanState
  const run = async (...args: readonly string[]) => {
    const { code, out, error } = await lockstep(...args)
    return { code, out, said: error.replaceAll(/\s+/g, ' ') }
  } /** As where its first gate was open: only its folder is written. */
  const takeBack = (slug: string): void => {
    team.git('clean', '-qf', 'db/migrate')
    team.write(`lockstep/plans/${slug}/state.json`, JSON.stringify({ ...stateOf(slug), files: [] }))
  }

  test('in part is not carried on to contract, and not planned anew', async () => {
    expect((await run('revert', rename, '--to', 'expand')).code).toBe(0)
    expect(stateOf(rename)).toMatchObject({ undone: { to: 1, by: `${undo}_back_to_stage_1` } })
    const before = team.files()
    for (const args of [
      ['generate', rename],
      ['replan', rename],
      ['gate', rename],
      ['gate', rename, '--stage', '3', '--attest', 'release 412 is out'],
    ]) {
      const { code, said } = await run(...args)
      expect(code).toBe(2)
      expect(said).toContain(`The plan ${rename} was undone back to stage 1 on`)
      expect(said).toContain(`lockstep revert ${rename} --to start`)
      expect(said).toContain(`lockstep status --abandon ${rename}`)
    }
    expect(team.files()).toEqual(before)
  })
  const index = `import { bigint, change, schema, table, text } from 'lockstep'
const shop = schema({ users: table({ id: bigint().identity().primaryKey(), name: text().notNull() }) })
export default change(shop, 'Index users').table('users', t => t.addIndex(['name']))
`

  test('keeps its table while the undoing waits for a gate, and goes on where that is given up', async () => {
    await run('revert', rename, '--to', 'start')
    takeBack(undo)
    expect(stateOf(rename).end).toMatchObject({ how: 'reverted' })
    team.write('lockstep/changes/index.ts', index)
    const second = await run('generate', 'lockstep/changes/index.ts')
    expect(second.code).toBe(2)
    expect(second.said).toMatch(/"Undo: [^"]+" is on its way on users: nothing of it is written/i)

    const { code, out } = await run('status', '--abandon', undo, '--because', 'the release stays')
    expect(code).toBe(0)
    expect(out).toContain(`lockstep/plans/${rename}/state.json: under way again`)
    expect(stateOf(undo).end).toMatchObject({ how: 'abandoned' })
    expect(stateOf(rename).end).toBeUndefined()
    expect((await run('generate', rename)).code).toBe(0)
  })

  test('passes no gate once it is reverted or abandoned, and still passes once it is finished', async () => {
    const state = stateOf(rename)
    for (const how of ['reverted', 'abandoned', 'finished']) {
      team.write(`lockstep/plans/${rename}/state.json`, JSON.stringify({ ...state, end: { how, on: '2026-12-01' } }))
      const { code, said } = await run('gate', rename, '--stage', '1')
      expect(code).toBe(how === 'finished' ? 0 : 2)
      if (code !== 0) expect(said).toContain(`The plan ${rename} was ${how} on 2026-12-01`)
    }
  })

  test('is not undone further before what undoes it is through or given up', async () => {
    await run('revert', rename, '--to', 'expand')
    const partly = `${undo}_back_to_stage_1`
    takeBack(partly)
    const before = team.files()
    const { code, said } = await run('revert', rename, '--to', 'start')
    expect(code).toBe(2)
    expect(said).toContain(`lockstep generate ${partly}`)
    expect(said).toContain(`lockstep status --abandon ${partly}`)
    expect(team.files()).toEqual(before)
    await run('status', '--abandon', partly, '--because', 'not needed')
    expect(stateOf(rename).undone).toBeUndefined()
    expect((await run('generate', rename)).code).toBe(0)
  })

  test('says which migrations of others it could not read', async () => {
    team.write(
      'db/migrate/20261128000000_mend_users.rb',
      'class MendUsers < ActiveRecord::Migration[8.1]\n  def up\n    User.find_each { |user| user.update!(name: user.name.strip) }\n  end\nend\n',
    )
    const { code, said } = await run('revert', rename, '--to', 'expand', '--dry-run')
    expect(code).toBe(0)
    expect(said).toContain('warning db/migrate/20261128000000_mend_users.rb')
    expect(said).toMatch(/it runs code .*which may touch/)
    expect(said).toContain('--database-url')
  })
})
