import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../architecture/sources.ts'
import { rename, teamRepository, type TeamRepository } from './team-repository.ts'
import { lockstep } from './terminal.ts'

interface Said {
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly span: { readonly file: string } }[]
  readonly covered: readonly { readonly plan: string; readonly findings: number }[]
}

const users = `class Users < ActiveRecord::Migration[8.0]
  def change
    create_table :users do |t|
      t.text :name, null: false
    end
    create_table :products
  end
end
`
const contract = 'db/migrate/20261204100000_drop_name_from_users.rb'

/** What `check` says of the migrations, but for notes. */
const check = async (
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly found: readonly string[]; readonly covered: Said['covered'] }> => {
  const { code, out } = await lockstep('check', ...(args.length === 0 ? ['db/migrate'] : args), '--format', 'json')
  const { findings, covered } = JSON.parse(out) as Said
  return { code, found: findings.filter(({ severity }) => severity !== 'note').map(({ rule }) => rule), covered }
}

describe('check of files that a plan has written', () => {
  let team: TeamRepository
  beforeEach(() => {
    team = teamRepository({
      'Gemfile.lock': 'GEM\n  specs:\n    activerecord (8.0.2)\n    pg (1.5.9)\n',
      'db/migrate/20261001090000_users.rb': users,
    })
  })
  afterEach(() => team.leave())

  const writeAll = async (...args: readonly string[]): Promise<void> => {
    await team.generate('lockstep/changes/rename.ts')
    team.attest()
    expect((await team.generate(rename, '--now', '2026-12-04T10:00:00Z', ...args)).code).toBe(0)
  }

  test('does not repeat what the gate has asked, and says how much that is', async () => {
    await writeAll()
    expect(await check()).toEqual({ code: 0, found: [], covered: [{ plan: rename, findings: 4 }] })
    expect((await lockstep('check', 'db/migrate')).out).toContain(`(4 covered by the plan ${rename}); 6 migrations`)
    expect((await check('db/migrate', '--since', '20261001090000')).found).toEqual([])
  })

  test('tells it of a file that somebody has edited since', async () => {
    await writeAll()
    team.write(contract, `${team.read(contract)}# looked at\n`)
    expect(await check(contract)).toEqual({ code: 1, found: ['drop-column-breaks-running-code'], covered: [] })
    const { out } = await lockstep('check', 'db/migrate')
    expect(out.replaceAll(/\s+/g, ' ')).toContain('edited after it was written for "Rename users.name to full_name"')
    team.write(contract, `# lockstep:allow-file drop-column-breaks-running-code because the gate was passed\n${team.read(contract)}`)
    expect(await check(contract)).toMatchObject({ code: 0, found: [] })
    expect((await lockstep('check', 'db/migrate')).out).not.toContain('edited')
  })

  test('takes a file for the same whose line ends version control has rewritten', async () => {
    await writeAll()
    team.write(contract, team.read(contract).replaceAll('\n', '\r\n'))
    expect(await check(contract)).toMatchObject({ code: 0, found: [] })
  })

  test('names the code that takes locks where somebody has edited it', async () => {
    team.write('lockstep.config.json', JSON.stringify({ framework: 'rails', folders: ['db/migrate'], lockCode: 'helper' }))
    await writeAll()
    expect((await check()).found).toEqual([])
    const helper = 'db/lockstep/polite_lock_v1.rb'
    team.write(helper, team.read(helper).replace("'5s'", "'50s'"))
    const { code, found } = await check()
    expect([code, found.includes('lock-waits-without-limit')]).toEqual([1, true])
    const { out } = await lockstep('check', 'db/migrate')
    expect(out.match(/warning db\/lockstep\/polite_lock_v1\.rb is not what was written/g)).toHaveLength(1)
  })

  test('tells it where nobody has answered the gate, in part or in whole', async () => {
    await writeAll()
    const state = team.state()
    const withAttestations = (attestations: readonly object[]): void =>
      team.write(`lockstep/plans/${rename}/state.json`, JSON.stringify({ ...state, attestations }))
    withAttestations([])
    expect((await check(contract)).found).toEqual(['drop-column-breaks-running-code'])
    withAttestations(state.attestations.filter(each => !JSON.stringify(each).includes('deployed everywhere')))
    expect((await check(contract)).found).toEqual(['drop-column-breaks-running-code'])
    withAttestations(state.attestations)
    expect((await check(contract)).found).toEqual([])
  })

  test('does not repeat what somebody has passed over with a reason', async () => {
    await team.generate('lockstep/changes/rename.ts')
    await team.generate(rename, '--now', '2026-12-04T10:00:00Z', '--despite-gate', 'the old release is gone')
    expect((await check(contract)).found).toEqual([])
  })

  test('tells it where the plan was given up, or is not what was planned', async () => {
    await writeAll()
    const state = team.state()
    const stateFile = `lockstep/plans/${rename}/state.json`
    team.write(stateFile, JSON.stringify({ ...state, end: { how: 'abandoned', on: '2026-12-05' } }))
    expect((await check(contract)).found).toEqual(['drop-column-breaks-running-code'])
    team.write(stateFile, JSON.stringify(state))
    expect((await check(contract)).found).toEqual([])
    const planFile = `lockstep/plans/${rename}/plan.json`
    team.write(planFile, team.read(planFile).replaceAll('users', 'people'))
    expect((await check(contract)).found).toEqual(['drop-column-breaks-running-code'])
  })

  test('tells what others have done to it: a file is fine only where it stands', async () => {
    await writeAll()
    team.write(
      'db/migrate/20261203090000_no_proof.rb',
      'class NoProof < ActiveRecord::Migration[8.0]\n  def up\n    execute "SET lock_timeout = \'1s\'"\n    remove_check_constraint :users, name: "users_full_name_not_null"\n  end\n  def down\n  end\nend\n',
    )
    expect((await check(contract)).found).toContain('set-not-null-scans-table')
  })

  test('takes the files of a stage for one deploy', async () => {
    cpSync(join(root, 'schema-examples/create-table.ts'), 'lockstep/changes/reviews.ts')
    const { code, out } = await team.generate('lockstep/changes/reviews.ts')
    expect(code).toBe(0)
    expect(out.split('\n').filter(line => line.startsWith('db/migrate/')).length).toBeGreaterThan(1)
    expect((await check()).found).toEqual([])
    const [slug = ''] = team.files('lockstep/plans').map(path => path.split('/')[2])
    for (const file of team.files(`lockstep/plans/${slug}`)) team.write(file, '{}')
    expect((await check()).found).toEqual(['validate-under-stronger-lock'])
  })

  test('knows the plans of a workspace that is a folder of the repository', async () => {
    await writeAll()
    for (const path of team.files()) {
      team.write(`shop/${path}`, team.read(path))
      rmSync(path)
    }
    expect(await check('shop/db/migrate')).toMatchObject({ code: 0, found: [], covered: [{ plan: rename }] })
  })
})
