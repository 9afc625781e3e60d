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

  test('in part is not carried on to contract as it was planned', async () => {
    expect((await run('revert', rename, '--to', 'expand')).code).toBe(0)
    expect(stateOf(rename)).toMatchObject({ undone: { to: 1, by: `${undo}_back_to_stage_1` } })
    const before = team.files()
    for (const args of [
      ['generate', rename],
      ['gate', rename],
      ['gate', rename, '--stage', '3', '--attest', 'release 412 is out'],
    ]) {
      const { code, said } = await run(...args)
      expect(code).toBe(2)
      expect(said).toContain(`The plan ${rename} was undone back to stage 1 on`)
      expect(said).toContain(`lockstep replan ${rename}`)
      expect(said).toContain(`lockstep revert ${rename} --to start`)
      expect(said).toContain(`lockstep status --abandon ${rename}`)
    }
    expect(team.files()).toEqual(before)
  })

  test('in part is planned anew from there, in files of their own names, behind a gate that is asked again', async () => {
    await run('revert', rename, '--to', 'expand')
    team.commit()
    const [before, undoing] = [stateOf(rename), stateOf(`${undo}_back_to_stage_1`)]
    const { code, out, said } = await run('replan', rename)
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/attested by Ann .* say it again where it is asked again/) as string,
    })
    expect(out).toContain('stages 1 to 3 are written and stay as they are')
    expect(out).toContain(`what came after stage 1 was undone by ${undo}_back_to_stage_1`)
    const after = stateOf(rename)
    expect(after.undone).toBeUndefined()
    expect(after.annulled).toEqual([{ after: 1, upTo: 3 }])
    expect(after.files.map(({ stage, path }) => [stage, path])).toEqual(
      [...before.files, ...undoing.files.map(file => ({ ...file, stage: 3 }))].map(({ stage, path }) => [stage, path]),
    )
    expect(stateOf(`${undo}_back_to_stage_1`).end).toMatchObject({ how: 'finished', because: `its stages are stages of ${rename} now` })

    expect((await run('generate', rename)).code).toBe(0)
    const names = team.files('db/migrate').map(path => path.replace(/^.*?\d+_/, ''))
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('backfill_users_full_name_2.rb')
    const gate = await run('gate', rename)
    expect(gate).toMatchObject({ code: 1, out: expect.stringContaining('open: nobody has attested it') as string })
    expect((await run('generate', '--check', '--since', 'HEAD')).code).toBe(0)
  })

  test('is not planned anew before what undoes it is written to its end', async () => {
    await run('revert', rename, '--to', 'expand')
    takeBack(`${undo}_back_to_stage_1`)
    const { code, said } = await run('replan', rename)
    expect(code).toBe(2)
    expect(said).toContain(`is being undone by ${undo}_back_to_stage_1: nothing of it is written`)
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
