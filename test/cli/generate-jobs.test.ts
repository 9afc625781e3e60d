import { afterEach, describe, expect, test } from 'vitest'
import { rename, teamRepository, type TeamRepository } from './team-repository.ts'

const rails = { 'Gemfile.lock': 'GEM\n  specs:\n    activerecord (8.0.2)\n    pg (1.5.9)\n' }
const config = (settings: string): string => `import { defineConfig } from 'lockstep'\nexport default defineConfig({ ${settings} })\n`
const change = 'lockstep/changes/rename.ts'
const backfill = 'lib/tasks/lockstep/backfill_users_full_name.rake'
const validation = 'lib/tasks/lockstep/validate_users_full_name_not_null.rake'

describe('long work apart from the migrations', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  test('is written where the framework looks for tasks, kept in the plan’s state, and told in its order', async () => {
    team = teamRepository({ ...rails, 'db/migrate/.keep': '' })
    const { code, said, out } = await team.generate(change, '--to', 'rails', '--jobs', 'apart')
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual(expect.arrayContaining([backfill, validation]))
    expect(said).toContain(
      'The long work of stage 2 is apart from its migrations: run it in this order, and migrate before each that needs what a migration makes. - bin/rails lockstep:backfill_users_full_name - bin/rails lockstep:validate_users_full_name_not_null',
    )
    expect(team.read('db/migrate/20261120092958_backfill_users_full_name.rb')).toContain('Run bin/rails lockstep:backfill_users_full_name')
    expect(team.read(`lockstep/plans/${rename}/PLAN.md`)).toContain(
      `run \`${backfill}\` before it; the file only asserts that this is through`,
    )
    const jobs = team.state().files.filter(({ path }) => path.endsWith('.rake'))
    expect(jobs.map(({ path, stage, version }) => ({ path, stage, version }))).toEqual([
      { path: backfill, stage: 2, version: undefined },
      { path: validation, stage: 2, version: undefined },
    ])
  })

  test('is what the configuration can say once', async () => {
    team = teamRepository({
      'pom.xml': '<project/>',
      'src/main/resources/db/migration/V1__first.sql': 'SELECT 1;\n',
      'lockstep.config.ts': config("framework: 'flyway', jobs: 'apart'"),
    })
    expect((await team.generate(change)).code).toBe(0)
    expect(team.files('src/main/resources/db/jobs')).toEqual([
      'src/main/resources/db/jobs/backfill_users_full_name.sql',
      'src/main/resources/db/jobs/validate_users_full_name_not_null.sql',
    ])
    expect(team.files(`lockstep/plans/${rename}`)).toEqual(
      expect.arrayContaining([`lockstep/plans/${rename}/job-1.yaml`, `lockstep/plans/${rename}/job-2.yaml`]),
    )
  })
})

describe('the locks taken by code that a repository keeps once', () => {
  const helper = 'db/lockstep/polite_lock_v1.rb'
  let team: TeamRepository
  afterEach(() => team.leave())

  test('are written with the first files that need them, and belong to no plan', async () => {
    team = teamRepository({ ...rails, 'lockstep.config.ts': config("framework: 'rails', lockCode: 'helper'") })
    const { out } = await team.generate(change)
    expect(out).toContain(`${helper}\n`)
    expect(team.state().files.map(({ path }) => path)).not.toContain(helper)
    team.attest()
    expect((await team.generate(rename, '--now', '2026-12-04T10:00:00Z')).out).toContain(`${helper} (unchanged)\n`)
  })

  test.each([[], ['--force']])('stop everything once somebody has edited them %s', async (...force) => {
    team = teamRepository({ ...rails, 'lockstep.config.ts': config("framework: 'rails', lockCode: 'helper'"), [helper]: '# mine\n' })
    const before = team.files()
    const { code, said } = await team.generate(change, ...force)
    expect(code).toBe(2)
    expect(said).toContain(`${helper} has been edited, and migrations that are written rely on it as it was. Nothing was written.`)
    expect(team.files()).toEqual(before)
  })
})
