import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rename, teamRepository, type TeamRepository } from '../cli/team-repository.ts'

const folder = 'src/main/resources/db/migration'

const change = (title: string, column: string, body: string): string => `import { bigint, change, schema, table, text } from 'lockstep'

const shop = schema({
  users: table({ id: bigint().identity().primaryKey(), ${column}: text().notNull() }),
  orders: table({ id: bigint().identity().primaryKey(), note: text() }),
})

export default change(shop, '${title}')${body}
`

describe('two plans on one table', () => {
  let team: TeamRepository
  beforeEach(async () => {
    team = teamRepository({
      [`${folder}/V1__users.sql`]: 'CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n',
      'lockstep/changes/comment.ts': change('Index users', 'name', ".table('users', t => t.addIndex(['name']))"),
      'lockstep/changes/after.ts': change('Index full names', 'full_name', ".table('users', t => t.addIndex(['full_name']))"),
      'lockstep/changes/orders.ts': change('Index orders', 'name', ".table('orders', t => t.addIndex(['note']))"),
    })
    team.commit('start')
    await team.generate('lockstep/changes/rename.ts', '--to', 'flyway')
    team.commit('plan')
  }, 60_000)
  afterEach(() => team.leave())

  test('the second is refused, and the first named with the stage it has come to', async () => {
    const before = team.files()
    const { code, said } = await team.generate('lockstep/changes/comment.ts', '--to', 'flyway')
    expect(code).toBe(2)
    expect(said).toMatch(/"[^"]*full_name[^"]*" is on its way on users: stage 2 of 3 \(migrate\) is written/)
    expect(said).toContain('--stack')
    expect(team.files()).toEqual(before)
  })

  describe('while the folder of the first is broken', () => {
    const state = `lockstep/plans/${rename}/state.json`
    const refuses = async (content: string, said: string): Promise<void> => {
      team.write(state, content)
      const before = team.files()
      const outcome = await team.generate('lockstep/changes/comment.ts', '--to', 'flyway')
      expect(outcome).toMatchObject({ code: 2, said: expect.stringContaining(said) })
      expect(outcome.said).toContain(state)
      expect(team.files()).toEqual(before)
    }

    test.each([
      ['marks of a merge', '<<<<<<< HEAD', 'is not JSON'],
      ['null', 'null', 'is no JSON object'],
      ['a number', '7', 'is no JSON object'],
      ['a list', '[]', 'is no JSON object'],
    ])('its state is named, and the second refused all the same: %s', async (_, content, said) => {
      await refuses(content, said)
    })

    test('so are a format of a later version, and files that are no list', async () => {
      const old = JSON.parse(team.read(state)) as object
      await refuses(JSON.stringify({ ...old, format: 2 }), 'has format 2, and this version of Lockstep reads format 1')
      await refuses(JSON.stringify({ ...old, files: {} }), 'files of it must be a list')
    })

    test('nothing is stacked, and no plan of a change file is taken for a new one', async () => {
      team.write(state, 'null')
      const stacked = await team.generate('lockstep/changes/after.ts', '--to', 'flyway', '--stack')
      expect(stacked).toMatchObject({ code: 2, said: expect.stringContaining('is no JSON object') })
      team.write('lockstep/changes/rename.ts', team.read('lockstep/changes/rename.ts').replace(/'Rename [^']*'/, "'Another title'"))
      const again = await team.generate('lockstep/changes/rename.ts', '--to', 'flyway')
      expect(again).toMatchObject({ code: 2, said: expect.stringContaining('is no JSON object') })
    })

    test('a plan that is on its way already goes on', async () => {
      team.write('lockstep/plans/other/plan.json', 'null')
      team.attest()
      expect(await team.generate(rename)).toMatchObject({ code: 0 })
    })
  })

  test('a plan on another table is not', async () => {
    expect(await team.generate('lockstep/changes/orders.ts', '--to', 'flyway')).toMatchObject({ code: 0 })
  })

  test('with --stack it is planned on the schema the first one leads to, and waits for its end', async () => {
    const { code, said } = await team.generate('lockstep/changes/after.ts', '--to', 'flyway', '--stack')
    expect(said).toContain('is stacked on')
    expect(code).toBe(2)
    const slug = 'index_full_names'
    expect(team.state(slug)).toMatchObject({ stackedOn: rename, files: [] })
    const schema = JSON.parse(team.read(`lockstep/plans/${slug}/schema.json`)) as {
      readonly tables: { readonly users: { readonly columns: readonly { readonly name: string }[] } }
    }
    expect(schema.tables.users.columns.map(({ name }) => name)).toContain('full_name')
    expect((await team.generate(slug)).said).toContain('is stacked on')

    const first = JSON.parse(team.read(`lockstep/plans/${rename}/state.json`)) as object
    team.write(`lockstep/plans/${rename}/state.json`, JSON.stringify({ ...first, end: { how: 'finished', on: '2026-12-01' } }))
    expect(await team.generate(slug)).toMatchObject({ code: 0, out: expect.stringMatching(/V\d+__create_users_full_name/) })
  })

  test('--stack needs a plan to stack on, and a change that fits its end', async () => {
    expect((await team.generate('lockstep/changes/orders.ts', '--to', 'flyway', '--stack')).said).toContain('nothing to stack it on')
    expect((await team.generate('lockstep/changes/comment.ts', '--to', 'flyway', '--stack')).said).toMatch(
      /change-does-not-stack|does not fit|name/,
    )
  })

  test('the next stage is refused while a neighbour stands in its way', async () => {
    team.attest()
    team.write(`${folder}/V50__index.sql`, 'CREATE INDEX users_name_idx ON users (name);\n')
    const { code, said } = await team.generate(rename, '--stage', '3')
    expect(code).toBe(2)
    expect(said).toContain('it adds index users_name_idx of users')
  })
})
