import { afterEach, describe, expect, test } from 'vitest'
import { loadFramework } from '../../src/pipeline.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { rename, teamRepository, type TeamRepository } from './team-repository.ts'

const change = 'lockstep/changes/rename.ts'

interface Team {
  readonly framework: FrameworkId
  readonly files: Readonly<Record<string, string>>
  readonly first: string
  readonly version: string
  readonly after: readonly string[]
  readonly args?: readonly string[]
}

const revision = (id: string, parent: string | undefined): string =>
  `"""r"""\nrevision = '${id}'\ndown_revision = ${parent === undefined ? 'None' : `'${parent}'`}\n\n\ndef upgrade() -> None:\n    pass\n\n\ndef downgrade() -> None:\n    pass\n`
const alembic = {
  'alembic.ini': '[alembic]\nscript_location = alembic\n',
  'alembic/env.py': 'target_metadata = None\n',
  'requirements.txt': 'alembic==1.13.1\npsycopg\n',
  'alembic/versions/a1_users.py': revision('a1', undefined),
  'alembic/versions/b2_more.py': revision('b2', 'a1'),
}
const laravel = {
  'composer.lock': '{"packages": [{"name": "laravel/framework", "version": "v12.30.0"}]}',
  'composer.json': '{}',
  'config/database.php': "<?php return ['default' => 'pgsql', 'connections' => ['pgsql' => ['driver' => 'pgsql']]];",
  'database/migrations/2026_11_01_090000_create_users_table.php': '<?php\n',
  'Modules/Blog/Database/Migrations/2026_11_10_090000_create_posts_table.php': '<?php\n',
}
const flyway = (versions: readonly string[]): Readonly<Record<string, string>> => ({
  'flyway.conf': 'flyway.url=jdbc:postgresql://localhost/shop\nflyway.locations=filesystem:sql\n',
  ...Object.fromEntries(versions.map(version => [`sql/V${version}__x.sql`, 'SELECT 1;\n'])),
})
const changeLog = (id: string): string =>
  `databaseChangeLog:\n  - changeSet:\n      id: ${id}\n      author: ann\n      changes:\n        - sql:\n            sql: SELECT 1\n`
const liquibase = {
  'src/main/resources/application.yml': 'spring:\n  liquibase:\n    change-log: classpath:db/changelog/master.yaml\n',
  'src/main/resources/db/changelog/master.yaml': 'databaseChangeLog:\n  - include:\n      file: db/changelog/changes/001-users.yaml\n',
  'src/main/resources/db/changelog/changes/001-users.yaml': changeLog('users'),
}
const sql = (names: readonly string[], text = 'SELECT 1;\n'): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map(name => [`migrations/${name}`, text]))

const teams: readonly (readonly [string, Team])[] = [
  [
    'Laravel, above all folders of the application',
    {
      framework: 'laravel',
      files: laravel,
      first: 'database/migrations/2026_11_20_092957_add_full_name_to_users.php',
      version: '2026_11_20_092957_add_full_name_to_users',
      after: ['2026_11_10_090000_create_posts_table'],
    },
  ],
  [
    'Alembic, after the head and beside the others',
    {
      framework: 'alembic',
      files: alembic,
      first: 'alembic/versions/bdf_add_full_name_to_users.py',
      version: 'bdf',
      after: ['b2'],
    },
  ],
  [
    'Flyway, counting',
    { framework: 'flyway', files: flyway(['1', '2', '10']), first: 'sql/V11__add_full_name_to_users.sql', version: '11', after: ['10'] },
  ],
  [
    'Flyway, counting parts',
    { framework: 'flyway', files: flyway(['7', '7.1']), first: 'sql/V7.2__add_full_name_to_users.sql', version: '7.2', after: ['7.1'] },
  ],
  [
    'Flyway, by days with underscores',
    {
      framework: 'flyway',
      files: flyway(['2024_11_20']),
      first: 'sql/V2026_11_20__add_full_name_to_users.sql',
      version: '2026.11.20',
      after: ['2024.11.20'],
    },
  ],
  [
    'Flyway, by stamps',
    {
      framework: 'flyway',
      files: flyway(['20241120093000']),
      first: 'sql/V20261120092957__add_full_name_to_users.sql',
      version: '20261120092957',
      after: ['20241120093000'],
    },
  ],
  [
    'Liquibase, beside the others and in their format',
    {
      framework: 'liquibase',
      files: liquibase,
      first: 'src/main/resources/db/changelog/changes/20261120092957_add_full_name_to_users.yaml',
      version: 'add_full_name_to_users::lockstep::db/changelog/changes/20261120092957_add_full_name_to_users.yaml',
      after: ['users::ann::db/changelog/changes/001-users.yaml'],
    },
  ],
  [
    'golang-migrate, padded',
    {
      framework: 'sql',
      files: { ...sql(['000001_a.up.sql', '000001_a.down.sql']), 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.17.0\n' },
      first: 'migrations/000002_add_full_name_to_users.up.sql',
      version: '2',
      after: ['1'],
    },
  ],
  [
    'goose',
    {
      framework: 'sql',
      files: sql(['00007_a.sql'], '-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 1;\n'),
      first: 'migrations/00008_add_full_name_to_users.sql',
      version: '8',
      after: ['7'],
    },
  ],
  [
    'dbmate, by stamps',
    {
      framework: 'sql',
      files: sql(['20241120093000_a.sql'], '-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n'),
      first: 'migrations/20261120092957_add_full_name_to_users.sql',
      version: '20261120092957',
      after: ['20241120093000'],
    },
  ],
]

describe('a plan goes on as the repository numbers its migrations', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  test.each(teams)('%s', async (_, { framework, files, first, version, after }) => {
    team = teamRepository(files)
    const { code, error } = await team.generate(change)
    expect({ code, error: error.replace(/^note Add to[\s\S]*?\n(?=note)/, '') }).toEqual({
      code: 0,
      error: `note Next is stage 3 (contract), when its gate is passed: lockstep generate ${rename}\n`,
    })
    const state = team.state()
    const anyId = (text: string): string => text.replace(/\b[0-9a-f]{12}(?=_add|$)/, 'bdf')
    expect(state.after).toEqual(after)
    expect(anyId(state.files[0]!.path)).toBe(first)
    expect(anyId(state.files[0]!.version!)).toBe(version)
    // The front end calls each of them as the state does.
    const frontEnd = await (await loadFramework(framework)).frontEnd!()
    const sources = state.files.map(({ path }) => ({ path, text: team.read(path) }))
    const { migrations } = frontEnd.read(sources, {})
    expect(new Set(migrations.map(({ id }) => id))).toEqual(new Set(state.files.flatMap(each => each.version ?? [])))
  })
})

describe('what does not fit the repository is refused by name', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  test('several heads are listed, and one can be chosen', async () => {
    team = teamRepository({ ...alembic, 'alembic/versions/c3_other.py': revision('c3', 'a1') })
    const { code, said } = await team.generate(change)
    expect(code).toBe(2)
    expect(said).toContain('The repository has 2 heads, and a new revision would not know which to follow. Nothing was written.')
    expect(said).toContain('- b2 (alembic/versions/b2_more.py)')
    expect(said).toContain('- c3 (alembic/versions/c3_other.py)')
    expect(said).toContain(`lockstep generate ${rename} --head`)
    expect(team.files('lockstep/plans')).toEqual([])
    expect((await team.generate(change, '--head', 'x9')).said).toContain('x9 is no head of the revisions here.')
    expect((await team.generate(change, '--head', 'c3')).code).toBe(0)
    expect(team.read(team.state().files[0]!.path)).toMatch(/^down_revision\b.* = ["']c3["']$/m)
  })

  test('a head that is none, or that fits several, is not guessed at', async () => {
    team = teamRepository({
      ...alembic,
      'alembic/versions/c3_other.py': revision('c3', 'a1'),
      'alembic/versions/c34_third.py': revision('c34', 'a1'),
    })
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { code, said } = await team.generate(change, ...args)
      expect(code).toBe(2)
      expect(team.files('lockstep/plans')).toEqual([])
      return said
    }
    expect(await refused('--head', '')).toContain('An empty --head is no head of the revisions here.')
    expect(await refused('--head', 'c')).toContain('c may be any of 2 heads of the revisions here.')
    expect(await refused('--after', 'a1')).toContain('a1 is no head of the revisions here.')
    expect(await refused('--after', 'zz')).toContain('name one of these with --after')
    expect((await team.generate(change, '--head', 'c3')).code).toBe(0)
    expect(team.read(team.state().files[0]!.path)).toMatch(/^down_revision\b.* = ["']c3["']$/m)
  })

  test('a head is Alembic’s alone', async () => {
    team = teamRepository(flyway(['1']))
    expect((await team.generate(change, '--head', '1')).said).toContain('flyway has no heads')
  })

  test.each([
    [
      'rails',
      { 'db/migrate/20270101000000_x.rb': 'class X < ActiveRecord::Migration[8.0]\nend\n', 'Gemfile.lock': '    activerecord (8.0.2)\n' },
      '20270101000000',
    ],
    ['laravel', { ...laravel, 'database/migrations/2027_01_01_000000_x.php': '<?php\n' }, '2027_01_01_000000_x'],
    ['flyway', flyway(['20270101000000']), '20270101000000'],
    ['flyway', flyway(['2027_01_01']), '2027_01_01'],
    ['sql', sql(['20270101000000_a.sql'], '-- migrate:up\n'), '20270101000000'],
  ] as const)('a newest migration of %s that lies in the future', async (_, files, named) => {
    team = teamRepository(files)
    const { code, said } = await team.generate(change)
    expect(code).toBe(2)
    expect(said).toContain(`The newest migration in the repository, ${named}, is later than now (20261120093000)`)
    expect(team.files('lockstep/plans')).toEqual([])
  })

  test('a number at or below the highest', async () => {
    team = teamRepository(flyway(['1', '9']))
    const { code, said } = await team.generate(change, '--after', '7')
    expect(code).toBe(2)
    expect(said).toContain('sql/V9__x.sql has the version 9, and files after 7 would stand below it')
    expect((await team.generate(change, '--after', '9')).code).toBe(0)
  })

  test.each(['20261110090000', '2026_11_10_090000', '2026_11_10_090000_create_posts_table'])(
    'not %s, the newest of Laravel’s',
    async after => {
      team = teamRepository(laravel)
      expect((await team.generate(change, '--after', '20261101090000')).said).toContain('would stand below it')
      expect((await team.generate(change, '--stage', '1', '--after', after)).code).toBe(0)
    },
  )

  test('several sets of migrations', async () => {
    team = teamRepository({
      ...flyway([]),
      'a/sql/V1__x.sql': 'SELECT 1;\n',
      'b/sql/V1__x.sql': 'SELECT 1;\n',
      'flyway.conf': 'flyway.cleanDisabled=true\n',
    })
    const { code, said } = await team.generate(change)
    expect(code).toBe(2)
    expect(said).toContain('There are 2 sets of flyway migrations here.')
    expect((await team.generate(change, '--out', 'b/sql')).out).toContain('b/sql/V2__add_full_name_to_users.sql')
  })
})

describe('Liquibase’s changelog', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  test('is to have the new files, in its own manner', async () => {
    team = teamRepository(liquibase)
    const { error } = await team.generate(change, '--stage', '1')
    expect(error).toContain('note Add to src/main/resources/db/changelog/master.yaml, so that Liquibase runs it:')
    expect(error).toContain('- include:')
    expect(error).toContain('file: db/changelog/changes/20261120093000_add_full_name_to_users.yaml\n')
  })

  test('is to have them in XML', async () => {
    team = teamRepository({
      'db/liquibase.properties': 'changeLogFile=master.xml\nurl=jdbc:postgresql://localhost/x\n',
      'db/master.xml': '<databaseChangeLog><include file="changes/1.xml" relativeToChangelogFile="true"/></databaseChangeLog>\n',
      'db/changes/1.xml': '<databaseChangeLog><changeSet id="1" author="a"><sql>SELECT 1</sql></changeSet></databaseChangeLog>\n',
    })
    const { error } = await team.generate(change, '--stage', '1')
    expect(error).toContain('<include file="changes/20261120093000_add_full_name_to_users.xml" relativeToChangelogFile="true"/>')
  })

  test('takes them by itself where it includes all of the folder', async () => {
    team = teamRepository({
      ...liquibase,
      'src/main/resources/db/changelog/master.yaml': 'databaseChangeLog:\n  - includeAll:\n      path: db/changelog/changes\n',
    })
    const { code, error, out } = await team.generate(change, '--stage', '1')
    expect(code).toBe(0)
    expect(error).not.toContain('Add to')
    expect(out).toContain('src/main/resources/db/changelog/changes/20261120093000_add_full_name_to_users.yaml')
  })
})
