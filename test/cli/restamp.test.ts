import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { rename, teamRepository, type TeamRepository } from './team-repository.ts'
import { lockstep } from './terminal.ts'

const change = 'lockstep/changes/rename.ts'
const migration = 'class X < ActiveRecord::Migration[8.0]\n  def change\n  end\nend\n'
const rails = { 'Gemfile.lock': '    activerecord (8.0.2)\n    pg (1.5.9)\n', 'db/migrate/20261001090000_x.rb': migration }
const flyway = {
  'flyway.conf': 'flyway.url=jdbc:postgresql://localhost/x\nflyway.locations=filesystem:sql\n',
  'sql/V7__x.sql': 'SELECT 1;\n',
}
const revision = (id: string, parent: string | undefined): string =>
  `revision = '${id}'\ndown_revision = ${parent === undefined ? 'None' : `'${parent}'`}\n\n\ndef upgrade() -> None:\n    pass\n`
const alembic = {
  'alembic.ini': '[alembic]\nscript_location = alembic\n',
  'alembic/env.py': '',
  'alembic/versions/a1_x.py': revision('a1', undefined),
}
const later = ['--now', '2026-11-25T09:30:00Z']

describe('restamping', () => {
  let team: TeamRepository
  afterEach(() => team.leave())
  const begin = async (files: Readonly<Record<string, string>>): Promise<void> => {
    team = teamRepository(files)
    team.commit()
    team.git('checkout', '-qb', 'rename')
    expect((await team.generate(change)).code).toBe(0)
    team.commit()
  }
  const paths = (): readonly string[] => team.state().files.map(({ path }) => path)

  test('moves the files above what was merged first, and leaves edits in them', async () => {
    await begin(rails)
    const [first, second] = paths() as [string, string]
    team.write(second, team.read(second).replace('  def up\n', '  # batches agreed with Ann\n  def up\n'))
    team.write('db/migrate/20261121090000_theirs.rb', migration)
    const { code, out, error } = await team.generate(rename, '--restamp', ...later)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out.split('\n')[0]).toBe(`${first} → db/migrate/20261125092957_add_full_name_to_users.rb`)
    expect(team.files('db/migrate')).toEqual(['db/migrate/20261001090000_x.rb', 'db/migrate/20261121090000_theirs.rb', ...paths()])
    expect(team.read(paths()[1]!)).toContain('# batches agreed with Ann')
    expect(team.state().files.map(({ version }) => version)).toEqual([
      '20261125092957',
      '20261125092958',
      '20261125092959',
      '20261125093000',
    ])
    const again = await team.generate(rename, '--restamp', ...later)
    expect({ code: again.code, said: again.said.trim() }).toEqual({
      code: 0,
      said: `note The files of ${rename} come after all others already; the last of those is db/migrate/20261121090000_theirs.rb.`,
    })
  })

  test('renames Flyway’s scripts, their undo scripts and what these say of the version', async () => {
    await begin(flyway)
    const undo = 'undo/U8__add_full_name_to_users.sql'
    team.write(undo, `${team.read(undo)}-- ask Ann first\n`)
    team.write('sql/V8__theirs.sql', 'SELECT 1;\n')
    expect((await team.generate(rename, '--restamp', ...later)).code).toBe(0)
    const moved = team.files('undo').find(path => path.includes('U9__'))!
    expect(team.read(moved)).toContain("DELETE FROM flyway_schema_history WHERE version = '9'")
    expect(team.read(moved)).toContain('-- ask Ann first')
    expect(team.files('sql').filter(path => path.endsWith('.sql'))).toHaveLength(6)
    expect(team.files('sql')).toContain('sql/V12__validate_users_full_name_not_null.sql')
    expect(team.files().some(path => path.includes('U8__'))).toBe(false)
  })

  test('goes on in the names that the project gives its scripts', async () => {
    const own = 'sqlMigrationPrefix=M undoSqlMigrationPrefix=W sqlMigrationSeparator=-- sqlMigrationSuffixes=.pgsql table=history'
    await begin({
      'flyway.conf': [flyway['flyway.conf'].trim(), ...own.split(' ').map(setting => `flyway.${setting}`), ''].join('\n'),
      'sql/M7_3--x.pgsql': 'SELECT 1;\n',
    })
    const undo = 'undo/W7_4--add_full_name_to_users.pgsql'
    expect(paths()).toEqual(
      expect.arrayContaining(['sql/M7_4--add_full_name_to_users.pgsql', undo, 'sql/M7_5--backfill_users_full_name.pgsql.conf']),
    )
    expect(team.state().files.map(({ version }) => version)).toContain('7.4')
    expect(team.read(undo)).toContain('-- Undoes M7_4--add_full_name_to_users.pgsql.')
    expect(team.read(undo)).toContain(
      '-f undo/W7_4--add_full_name_to_users.pgsql \\\n--   -c "DELETE FROM history WHERE version = \'7.4\'"',
    )
    team.write('sql/M7_4--theirs.pgsql', 'SELECT 1;\n')
    expect((await team.generate(rename, '--restamp', ...later)).code).toBe(0)
    expect(paths()).toContain('sql/M7_5--add_full_name_to_users.pgsql')
    expect(team.files().some(path => path.includes('W7_4'))).toBe(false)
  })

  test('refuses an edited file whose line with the version was edited, and moves none', async () => {
    await begin(flyway)
    const undo = 'undo/U8__add_full_name_to_users.sql'
    team.write(undo, team.read(undo).replace(/^-- {3}-c .*$/m, '--   -c "…"'))
    team.write('sql/V8__theirs.sql', 'SELECT 1;\n')
    const before = team.files()
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(2)
    expect(said).toContain(`${undo} was edited by hand and cannot be given another version: its line \`-- -c "DELETE FROM`)
    expect(team.files()).toEqual(before)
  })

  test('gives Alembic’s first revision its new parent, and keeps revisions and names', async () => {
    await begin(alembic)
    const before = paths()
    team.write(before[0]!, `${team.read(before[0]!)}# mine\n`)
    team.write('alembic/versions/b2_theirs.py', revision('b2', 'a1'))
    const { code, out } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(0)
    expect(out.split('\n')[0]).toBe(`${before[0]!} (renewed)`)
    expect(paths()).toEqual(before)
    expect(team.read(before[0]!)).toMatch(/^down_revision\b.* = ["']b2["']$/m)
    expect(team.read(before[0]!)).toContain('# mine')
    expect((await team.generate(rename, '--restamp', ...later)).said).toContain('come after all others already')
    team.write('alembic/versions/c3_theirs.py', revision('c3', team.state().files.at(-1)!.version))
    team.write('alembic/versions/d4_theirs.py', revision('d4', 'b2'))
    expect((await team.generate(rename, '--restamp', ...later)).said).toContain('alembic/versions/c3_theirs.py follows')
  })

  test('keeps what is on the default branch, since it may have run', async () => {
    await begin(rails)
    team.git('checkout', '-q', 'main')
    team.git('merge', '-q', 'rename')
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(2)
    expect(said).toContain(`No file of ${rename} can be given another version: they may have run.`)
    expect(said).toContain(`- ${paths()[0]!}: it is on main`)
    expect(said).toContain('--database-url')
  })

  test('keeps what has come to the default branch by a squash, of which this branch knows nothing', async () => {
    await begin(rails)
    team.git('checkout', '-q', 'main')
    team.git('merge', '-q', '--squash', 'rename')
    team.git('commit', '-qm', 'Squashed')
    team.git('checkout', '-q', 'rename')
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(2)
    expect(said).toContain(`- ${paths()[0]!}: it is on main`)
  })

  test('moves the later files alone where the first have landed', async () => {
    team = teamRepository(rails)
    await team.generate(change, '--stage', '1')
    team.commit()
    team.git('checkout', '-qb', 'migrate')
    await team.generate(rename, '--now', '2026-11-21T09:30:00Z')
    team.write('db/migrate/20261122090000_theirs.rb', migration)
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(0)
    expect(said).toContain(`${paths()[0]!} keeps its version: it is on main.`)
    expect(team.state().files.map(({ version }) => version)).toEqual([
      '20261120093000',
      '20261125092958',
      '20261125092959',
      '20261125093000',
    ])
  })

  test('writes a file anew that is gone', async () => {
    await begin(rails)
    rmSync(paths()[1]!)
    expect((await team.generate(rename, '--restamp', ...later)).code).toBe(0)
    expect(team.files('db/migrate')).toEqual(['db/migrate/20261001090000_x.rb', ...paths()])
  })

  test('cannot tell what has run where there is no branch to compare with', async () => {
    team = teamRepository(rails)
    await team.generate(change)
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(2)
    expect(said).toContain('Nothing says which files others may have run')
  })

  test('needs files to be there', async () => {
    team = teamRepository(rails)
    expect((await team.generate(change, '--restamp')).said).toContain('is written yet')
  })
  test('leaves a plan that has ended where it is', async () => {
    await begin(rails)
    team.write('db/migrate/20261121090000_theirs.rb', migration)
    expect((await lockstep('status', '--abandon', rename, '--because', 'not wanted')).code).toBe(0)
    const before = team.files()
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(2)
    expect(said).toContain(`The plan ${rename} was abandoned on`)
    expect(team.files()).toEqual(before)
  })

  test.each([
    ['a file outside the repository', '../theirs.rb', 'names a file outside the repository: ../theirs.rb'],
    ['a file that is not the plan’s', 'db/theirs.rb', 'db/theirs.rb stands in state.json as a file of'],
  ])('takes %s away for nobody', async (_, path, told) => {
    await begin(rails)
    team.write('db/migrate/20261121090000_theirs.rb', migration)
    team.write('db/theirs.rb', 'theirs\n')
    const state = team.state()
    team.write(
      `lockstep/plans/${rename}/state.json`,
      JSON.stringify({ ...state, files: [...state.files, { ...state.files[0], version: undefined, path }] }),
    )
    const files = team.files()
    const { code, said } = await team.generate(rename, '--restamp', ...later)
    expect(code).toBe(2)
    expect(said).toContain(told)
    expect(team.files()).toEqual(files)
  })
})
