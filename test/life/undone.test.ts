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
  }
  test('in part is not carried on to contract, and not planned anew', async () => {
    expect((await run('revert', rename, '--to', 'expand')).code).toBe(0)
    expect(stateOf(rename)).toMatchObject({ undone: { to: 1, by: `${undo}_back_to_stage_1` } })
    const before = team.files()
    for (const args of [
      ['generate', rename],
      ['replan', rename],
    ]) {
      const { code, said } = await run(...args)
      expect(code).toBe(2)
      expect(said).toContain(`The plan ${rename} was undone back to stage 1 on`)
      expect(said).toContain(`lockstep revert ${rename} --to start`)
      expect(said).toContain(`lockstep status --abandon ${rename}`)
    }
    expect(team.files()).toEqual(before)
  })
})
