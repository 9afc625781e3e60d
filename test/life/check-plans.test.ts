import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { rename, teamRepository, type TeamRepository } from '../cli/team-repository.ts'
import { lockstep } from '../cli/terminal.ts'

const folder = 'src/main/resources/db/migration'
const start = { [`${folder}/V1__users.sql`]: 'CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, email text);\n' }

describe('lockstep generate --check', () => {
  let team: TeamRepository
  afterEach(() => team.leave())

  const began = async (stages = 2): Promise<void> => {
    team = teamRepository(start)
    team.commit('start')
    await team.generate('lockstep/changes/rename.ts', '--to', 'flyway')
    for (let stage = 3; stage <= stages; stage++) {
      team.attest()
      await team.generate(rename, '--stage', String(stage))
    }
    team.commit('plan')
  }
  const check = async (...args: readonly string[]) => {
    const { code, out, error } = await lockstep('generate', '--check', ...args)
    return { code, said: `${out} ${error}`.replaceAll(/\s+/g, ' ') }
  }

  test('finds nothing where nothing is amiss', async () => {
    await began()
    expect(await check()).toMatchObject({ code: 0, said: expect.stringContaining('nothing found; 1 plan under way') })
  })

  test('names a file that stands below one that the other branch has meanwhile', async () => {
    team = teamRepository(start)
    team.commit('start')
    team.git('checkout', '-qb', 'rename')
    await team.generate('lockstep/changes/rename.ts', '--to', 'flyway')
    team.commit('plan')
    team.git('checkout', '-q', 'main')
    team.write(`${folder}/V50__things.sql`, 'CREATE TABLE things (id bigint);\n')
    team.commit('theirs')
    team.git('checkout', '-q', 'rename')
    const { code, said } = await check('--since', 'main')
    expect(code).toBe(1)
    expect(said).toMatch(/V2__\w+\.sql.* stand(s)? below .*V50__things\.sql, which is on main/)
    expect(said).toContain('--restamp')
  })

  test('names such a file of a plan that has ended too, and what to do with it', async () => {
    team = teamRepository(start)
    team.commit('start')
    team.git('checkout', '-qb', 'rename')
    await team.generate('lockstep/changes/rename.ts', '--to', 'flyway')
    await lockstep('status', '--abandon', rename, '--because', 'not wanted')
    team.commit('plan')
    expect(await check('--since', 'main')).toMatchObject({ code: 0 })
    team.git('checkout', '-q', 'main')
    team.write(`${folder}/V50__things.sql`, 'CREATE TABLE things (id bigint);\n')
    team.commit('theirs')
    team.git('checkout', '-q', 'rename')
    const { code, said } = await check('--since', 'main')
    expect(code).toBe(1)
    expect(said).toMatch(/V2__\w+\.sql.* stand below .*V50__things\.sql, which is on main/)
    expect(said).toContain('the plan was abandoned: where these files have run nowhere, remove them')
    expect(said).not.toContain('--restamp')
  })

  test('names a neighbour, on this branch or on the one it is to be merged into', async () => {
    await began()
    team.git('checkout', '-qb', 'next')
    team.git('checkout', '-q', 'main')
    team.write(`${folder}/V50__index.sql`, 'CREATE INDEX users_name_idx ON users (name);\n')
    team.commit('theirs')
    team.git('checkout', '-q', 'next')
    const { code, said } = await check()
    expect(code).toBe(1)
    expect(said).toContain('it adds index users_name_idx of users')
    expect(said).toContain(`lockstep replan ${rename}`)
    expect(await check('--since', 'next')).toMatchObject({ code: 0 })
  })

  const emails = `import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({ users: table({ id: bigint().primaryKey(), name: text().notNull(), email: text() }) })

export default change(shop, 'Index emails').table('users', t => t.addIndex(['email']))
`
  /** Another plan on the same table, on a branch that was begun before the first one was merged. */
  const besides = async (): Promise<void> => {
    team = teamRepository({ ...start, 'lockstep/changes/emails.ts': emails })
    team.commit('start')
    team.git('checkout', '-qb', 'emails')
    team.git('checkout', '-q', 'main')
    await team.generate('lockstep/changes/rename.ts', '--to', 'flyway')
    team.commit('plan')
    team.git('checkout', '-q', 'emails')
    await team.generate('lockstep/changes/emails.ts', '--to', 'flyway')
    team.git('add', '-A')
    team.git('commit', '-qm', 'emails')
  }

  test('names a plan on the same table that the other branch has, until it has ended there', async () => {
    await besides()
    const { code, said } = await check('--since', 'main')
    expect(code).toBe(1)
    expect(said).toContain('are both on their way on users')
    expect(said).not.toContain('is not there any more')
    team.git('checkout', '-q', 'main')
    await lockstep('status', '--abandon', rename, '--because', 'we alias it', '--by', 'Ann')
    team.commit('given up')
    team.git('checkout', '-q', 'emails')
    expect((await check('--since', 'main')).said).not.toContain('on their way')
  })

  test('takes a plan that both branches know as the other one left it, unless it has changed here', async () => {
    await began()
    team.git('checkout', '-qb', 'next')
    team.write('lockstep/changes/emails.ts', emails)
    team.git('checkout', '-q', 'main')
    await lockstep('status', '--abandon', rename, '--because', 'we alias it', '--by', 'Ann')
    team.git('commit', '-qam', 'given up')
    team.git('checkout', '-q', 'next')
    const state = team.read(`lockstep/plans/${rename}/state.json`)
    team.git('checkout', '-q', 'main', '--', `lockstep/plans/${rename}/state.json`)
    expect(await team.generate('lockstep/changes/emails.ts', '--to', 'flyway')).toMatchObject({ code: 0 })
    team.write(`lockstep/plans/${rename}/state.json`, state)
    expect((await check('--since', 'main')).said).not.toContain('on their way')
    expect((await check('--since', 'next')).said).toContain('on their way')
  })

  test('names a broken plan folder of the other branch', async () => {
    await besides()
    team.git('checkout', '-q', 'main')
    team.write(`lockstep/plans/${rename}/state.json`, '<<<<<<< HEAD\n')
    team.commit('a bad merge')
    team.git('checkout', '-q', 'emails')
    expect(await check('--since', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('is not JSON') })
  })

  test('reads a file that the other branch has moved where it is now', async () => {
    await began()
    team.git('checkout', '-qb', 'next')
    team.git('checkout', '-q', 'main')
    team.write('drafts/index.sql', 'CREATE INDEX users_name_idx ON users (name);\n')
    team.commit('a draft')
    team.git('checkout', '-q', 'next')
    team.git('merge', '-q', 'main')
    team.git('checkout', '-q', 'main')
    team.git('mv', 'drafts/index.sql', `${folder}/V50__index.sql`)
    team.commit('theirs')
    team.git('checkout', '-q', 'next')
    expect(await check('--since', 'main')).toMatchObject({
      code: 1,
      said: expect.stringContaining('it adds index users_name_idx of users'),
    })
  })

  test('names files that are gone, and stages whose gate nobody has answered for; an edit is a note', async () => {
    await began(3)
    const { files } = team.state()
    team.write(files[0]!.path, '-- edited\nSELECT 1;\n')
    rmSync(join(team.root, files[1]!.path))
    const state = JSON.parse(team.read(`lockstep/plans/${rename}/state.json`)) as object
    team.write(`lockstep/plans/${rename}/state.json`, JSON.stringify({ ...state, attestations: [] }))
    const { code, said } = await check()
    expect(code).toBe(1)
    expect(said).toContain(`note ${files[0]!.path} was edited`.slice(5))
    expect(said).toMatch(/is not there any more/)
    expect(said).toMatch(/Stage 3 \(contract\) .* is written, and nobody has attested/)
  })

  test('names a plan folder that a merge has broken', async () => {
    await began()
    const plan = team.read(`lockstep/plans/${rename}/plan.json`)
    team.write(`lockstep/plans/${rename}/plan.json`, plan.replace('"maxStall": 100', '"maxStall": 200'))
    expect(await check()).toMatchObject({ code: 1, said: expect.stringContaining('does not fit its hash') })
    team.write(`lockstep/plans/${rename}/plan.json`, `<<<<<<< HEAD\n${plan}`)
    expect(await check()).toMatchObject({ code: 1, said: expect.stringContaining('is not JSON') })
  })

  test('names several heads of Alembic', async () => {
    const revision = (id: string, down: string | undefined, body = 'pass'): string =>
      `from alembic import op\n\nrevision = "${id}"\ndown_revision = ${down === undefined ? 'None' : `"${down}"`}\n\n\ndef upgrade():\n    ${body}\n\n\ndef downgrade():\n    pass\n`
    team = teamRepository({
      'alembic.ini': '[alembic]\nscript_location = alembic\n',
      'alembic/env.py': '',
      'alembic/versions/a_users.py': revision(
        'aaaa',
        undefined,
        'op.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL)")',
      ),
    })
    team.commit('start')
    await team.generate('lockstep/changes/rename.ts', '--to', 'alembic')
    team.commit('plan')
    expect((await check()).said).toContain('nothing found')
    team.write('alembic/versions/b_things.py', revision('bbbb', 'aaaa', 'op.execute("CREATE TABLE things (id bigint)")'))
    team.commit('theirs')
    const { code, said } = await check()
    expect(code).toBe(1)
    expect(said).toMatch(/2 heads: .*bbbb/)
  })

  test('tells programs and reviews', async () => {
    await began()
    team.write(`${folder}/V50__index.sql`, 'CREATE INDEX users_name_idx ON users (name);\n')
    const json = await lockstep('generate', '--check', '--format', 'json')
    expect(json.code).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({
      version: 1,
      plans: 1,
      diagnostics: [{ code: 'related-neighbour', span: { file: `${folder}/V50__index.sql` } }],
    })
    const github = await lockstep('generate', rename, '--check', '--format', 'github')
    expect(github.out).toMatch(/^::error file=.*V50__index\.sql,line=1/)
  })

  test('needs no plans, and says what is wrong with the command line', async () => {
    team = teamRepository(start)
    team.commit('start')
    expect(await check()).toMatchObject({ code: 0, said: expect.stringContaining('no plans under way') })
    expect(await check('--since', 'nowhere')).toMatchObject({ code: 64, said: expect.stringContaining('no revision of git') })
    expect((await lockstep('generate')).code).toBe(64)
    expect((await lockstep('generate', 'x.ts', '--format', 'json')).code).toBe(64)
  })
})
