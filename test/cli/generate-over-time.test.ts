import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { rename, teamRepository, type TeamRepository } from './team-repository.ts'
import { lockstep } from './terminal.ts'

const railsMigration = (name: string): string =>
  `class ${name} < ActiveRecord::Migration[8.0]\n  def change\n    create_table :${name.toLowerCase()}\n  end\nend\n`
const rails = {
  'Gemfile.lock': 'GEM\n  specs:\n    activerecord (8.0.2)\n    pg (1.5.9)\n',
  'db/migrate/20261001090000_users.rb': railsMigration('Users'),
  'db/post_migrate/20261115090000_later.rb': railsMigration('Later'),
}
const change = 'lockstep/changes/rename.ts'

describe('a plan over the weeks', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  test('begins with its stages up to the first gate, and a folder that holds all that is known of it', async () => {
    team = teamRepository(rails)
    const { code, error, out } = await team.generate(change)
    expect({ code, error }).toEqual({
      code: 0,
      error: `note Next is stage 3 (contract), when its gate is passed: lockstep generate ${rename}\n`,
    })
    expect(out).toBe(
      [
        'db/migrate/20261120092957_add_full_name_to_users.rb',
        'db/migrate/20261120092958_backfill_users_full_name.rb',
        'db/migrate/20261120092959_add_users_full_name_not_null.rb',
        'db/migrate/20261120093000_validate_users_full_name_not_null.rb',
        ...['plan.json', 'schema.json', 'state.json', 'PLAN.md'].map(name => `lockstep/plans/${rename}/${name}`),
        '',
      ].join('\n'),
    )
    expect(team.read('db/migrate/20261120092957_add_full_name_to_users.rb')).toContain('ActiveRecord::Migration[8.0]')
    const { after, files } = team.state()
    expect(after).toEqual(['20261115090000'])
    expect(files.map(({ stage, version, on }) => ({ stage, version, on }))).toEqual([
      { stage: 1, version: '20261120092957', on: '2026-11-20' },
      { stage: 2, version: '20261120092958', on: '2026-11-20' },
      { stage: 2, version: '20261120092959', on: '2026-11-20' },
      { stage: 2, version: '20261120093000', on: '2026-11-20' },
    ])
  })

  test('goes on by its name once its gate is attested, though its change file no longer compiles', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    team.attest()
    rmSync(change)
    const { code, error } = await team.generate(rename, '--now', '2026-12-04T10:00:00Z')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    const contract = 'db/migrate/20261204100000_drop_name_from_users.rb'
    expect(team.read(contract)).toContain('Finish 20261120092958_backfill_users_full_name, then retry.')
    expect(team.state().files.at(-1)).toMatchObject({ stage: 3, path: contract, version: '20261204100000' })
    const again = await team.generate(change)
    expect(again.error).toBe(`note All stages of ${rename} are written.\n`)
    expect(again.code).toBe(0)
  })

  test.each([`lockstep/plans/${rename}`, `lockstep/plans/${rename}/`, `lockstep/plans/${rename}/plan.json`, change])(
    'is found by %s',
    async named => {
      team = teamRepository(rails)
      await team.generate(change)
      const { code, error } = await team.generate(named)
      expect(code).toBe(2)
      expect(error).toContain('Its gate is open for production')
    },
  )

  test('refuses the next stage while its gate is open, and names the lines and what to do', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    const before = team.files()
    const { code, error, out } = await team.generate(rename)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain('- Code that uses users.full_name instead of name is deployed everywhere')
    expect(error).toContain('- No process of the previous release is left')
    expect(error).toContain(`lockstep gate ${rename} --attest`)
    expect(team.files()).toEqual(before)
    team.attest()
    expect((await team.generate(rename, '--env', 'staging')).error).toContain('Its gate is open for staging')
  })

  test('writes it all the same when it is told why, and notes who passed it over', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    const { code, error } = await team.generate(rename, '--despite-gate', 'hotfix 4711')
    expect(code).toBe(0)
    expect(error).toContain('Stage 3 (contract) must not run before:')
    expect(team.state().attestations).toEqual(
      [
        'Code that uses users.full_name instead of name is deployed everywhere',
        'No process of the previous release is left: web, workers, queues, consoles, scheduled jobs',
      ].map(line => ({
        environment: 'production',
        stage: 3,
        line,
        by: 'Ann <ann@example.com>',
        because: 'hotfix 4711',
        on: '2026-11-20',
        despite: true,
      })),
    )
  })

  test('lays the plan down before its first gate, so that it can be attested', async () => {
    team = teamRepository(rails)
    team.write(
      'lockstep/changes/drop.ts',
      `import { bigint, change, schema, table, text } from 'lockstep'
const notes = schema({ notes: table({ id: bigint().primaryKey(), body: text(), old: text() }) })
export default change(notes, 'drop notes.old').table('notes', t => t.dropColumn('old'))
`,
    )
    const first = await team.generate('lockstep/changes/drop.ts')
    expect(first.code).toBe(2)
    expect(first.error).toContain('Stage 1 (contract) of drop_notes_old must not be written yet.')
    expect(team.files('lockstep/plans/drop_notes_old').map(path => path.split('/').at(-1))).toEqual([
      'PLAN.md',
      'plan.json',
      'schema.json',
      'state.json',
    ])
    expect(team.files('db')).toEqual(Object.keys(rails).filter(path => path.startsWith('db/')))
    team.attest('drop_notes_old')
    expect((await team.generate('drop_notes_old', '--stage', '1')).code).toBe(0)
    expect(team.files('db')).toHaveLength(3)
  })

  test('refuses a stage before which others are not written', async () => {
    team = teamRepository(rails)
    const { code, error } = await team.generate(change, '--stage', '2')
    expect(code).toBe(2)
    expect(error).toContain(`Stage 2 (migrate) of ${rename} comes after stage 1 (expand), which is not written yet.`)
    expect(team.files('lockstep/plans')).toEqual([])
  })

  test('is planned anew while nothing of it is written, and refuses an edited change file afterwards', async () => {
    team = teamRepository(rails)
    expect((await team.generate(change, '--stage', '1')).code).toBe(0)
    team.write(change, team.read(change).replaceAll('full_name', 'display_name'))
    const { code, said } = await team.generate(change)
    expect(code).toBe(2)
    expect(said).toContain(`${change} was edited after its plan ${rename} was made, and a file of it is written.`)
    expect(said).toContain(`lockstep replan ${rename}`)
    expect((await team.generate(rename)).code).toBe(0)
  })

  test('goes by an edited change file once what remains is planned from it', async () => {
    team = teamRepository(rails)
    await team.generate(change, '--stage', '1')
    team.commit()
    team.write(change, team.read(change).replace(/\.renameColumn\([^)]*\)/, "$&.addColumn('note', text())"))
    expect((await team.generate(change)).code).toBe(2)
    const replanned = await lockstep('replan', rename)
    expect(replanned.out).toMatch(/lockstep\/changes\/rename\.ts was edited, and says now: .*add users\.note/)
    expect(replanned.out).toContain('- add column users.note')
    expect((await team.generate(change)).code).toBe(0)
    expect(team.files('db/migrate').join()).toContain('add_note_to_users')
    team.write(change, `// A word of why.\n${team.read(change)}`)
    expect((await team.generate(change, '--stage', '2')).code).toBe(2)
    expect(await lockstep('replan', rename)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing has come in between') as string,
    })
    expect((await team.generate(change, '--stage', '2')).code).toBe(0)
  })

  test('plans nothing from an edited change file that what is written does not fit, or that does not load', async () => {
    team = teamRepository(rails)
    await team.generate(change, '--stage', '1')
    team.commit()
    const before = team.read(change)
    team.write(change, before.replaceAll('full_name', 'display_name'))
    const refused = await lockstep('replan', rename)
    expect(refused.code).toBe(2)
    expect(refused.error.replaceAll(/\s+/g, ' ')).toContain(`${change} was edited, and is planned from as it is now`)
    team.write(change, before.replaceAll("'name'", "'nickname'"))
    const unread = await lockstep('replan', rename)
    expect(unread.code).toBe(0)
    expect(unread.error.replaceAll(/\s+/g, ' ')).toContain(`${change} was edited, and does not load as things stand`)
    expect((await team.generate(change)).code).toBe(2)
    expect((await team.generate(rename)).code).toBe(0)
  })

  test('takes no option that would make another plan, and no other framework', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    expect((await team.generate(rename, '--downtime')).error).toContain(`--downtime: too late, since the plan ${rename} is made`)
    expect((await team.generate(rename, '--to', 'sql')).error).toContain(`The plan ${rename} is for rails`)
  })

  test('never writes over a file that was edited, and says which of a stage’s files are gone', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    const [first, second] = team.state().files.map(({ path }) => path) as [string, string]
    team.write(first, '# mine\n')
    rmSync(second)
    const { code, error } = await team.generate(change, '--stage', '2')
    expect(code).toBe(2)
    expect(error).toContain(`${second} was written, and is not there any more.`)
    expect(team.read(first)).toBe('# mine\n')
  })

  test('refuses a file in its way, and leaves everything as it was', async () => {
    team = teamRepository(rails)
    team.write('db/migrate/20261120092957_add_full_name_to_users.rb', '# somebody else’s\n')
    const { code, error } = await team.generate(change, '--after', '20261115090000')
    expect(code).toBe(2)
    expect(error).toContain('20261120092957')
    expect(team.files('lockstep/plans')).toEqual([])
  })

  test('names the plans there are when there is none of that name', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    const { code, said } = await team.generate('rename_user_name')
    expect(code).toBe(64)
    expect(said).toContain(`the plans are ${rename}`)
  })

  test('refuses a folder that was edited by hand', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    const plan = `lockstep/plans/${rename}/plan.json`
    writeFileSync(plan, team.read(plan).replace('"maxStall": 100', '"maxStall": 900'))
    expect((await team.generate(rename)).error).toContain('is not what was planned')
  })

  test('is the workspace’s, wherever the command is run', async () => {
    team = teamRepository(rails)
    team.write('app/models/user.rb', '')
    process.chdir('app/models')
    const { code, out } = await team.generate('../../lockstep/changes/rename.ts')
    expect(code).toBe(0)
    expect(out).toContain('../../db/migrate/20261120092957_add_full_name_to_users.rb')
    expect((await team.generate(rename)).error).toContain('Its gate is open')
    process.chdir(team.root)
    expect(team.state().files[0]!.path).toBe('db/migrate/20261120092957_add_full_name_to_users.rb')
  })
})
