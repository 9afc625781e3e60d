import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSettings } from '../../src/pipeline/settings/index.ts'
import { lockstep } from './terminal.ts'

const home = process.cwd()
let root: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-config-')))
  mkdirSync(join(root, '.git'))
  process.chdir(root)
})
afterEach(() => {
  process.chdir(home)
  rmSync(root, { recursive: true, force: true })
})

const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
const config = (body: string): void =>
  write('lockstep.config.ts', `import { defineConfig } from 'lockstep'\nexport default defineConfig(${body})\n`)
const schema = (folder: string): void =>
  write(
    `${folder}/schema.ts`,
    "import { bigint, schema, table, text } from 'lockstep'\nexport default schema({ users: table({ id: bigint().primaryKey(), name: text() }) })\n",
  )
const change = (path: string, from = '../schema.ts'): void =>
  write(
    path,
    `import { change } from 'lockstep'\nimport schema from '${from}'\nexport default change(schema).table('users', t => t.renameColumn('name', 'full_name'))\n`,
  )
/** What the command says of the configuration. */
const told = async (): Promise<string> => {
  schema('lockstep')
  change('lockstep/changes/rename.ts')
  const { code, error } = await lockstep('plan', 'lockstep/changes/rename.ts')
  expect(code).toBe(2)
  return error.replaceAll(root, '.').replaceAll(/\n\s+/g, '\n')
}

describe('a configuration', () => {
  test('is found above the change file, from any folder', async () => {
    config("{ engine: 'postgres@12' }")
    schema('lockstep')
    change('lockstep/changes/rename.ts')
    mkdirSync(join(root, 'app', 'models'), { recursive: true })
    process.chdir('app/models')
    const { out } = await lockstep('plan', '../../lockstep/changes/rename.ts', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({ engine: { major: 12 } })
  })

  test('is that of the working directory for a file that lies in no repository', async () => {
    config("{ engine: 'postgres@13' }")
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-outside-')))
    try {
      expect(await readSettings({ about: join(outside, 'x.ts') })).toMatchObject({ ok: true, value: { engine: 'postgres@13', root } })
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  test('may be JSON, with its mistakes told at their places', async () => {
    write('lockstep.config.json', '{\n  "$schema": "config.schema.json",\n  "engine": "postgres@15",\n  "policy": { "maxStall": 50 }\n}\n')
    expect(await readSettings({})).toMatchObject({ ok: true, value: { engine: 'postgres@15', maxStall: 50 } })
    write('lockstep.config.json', '{\n  "engine": "postgres@15",\n  "policy": { "maxStal": 50 }\n}\n')
    expect(await told()).toContain(
      'error policy has no setting maxStal; did you mean maxStall? [unknown-setting]\nat ./lockstep.config.json:3:15\n',
    )
    write('lockstep.config.json', '{ "engine": "postgres@15", }')
    expect(await told()).toContain('lockstep.config.json is not JSON')
  })

  test('stands once in its folder', async () => {
    config('{}')
    write('lockstep.config.json', '{}')
    expect(await told()).toContain('error . has lockstep.config.ts and lockstep.config.json: nothing says which of them counts.')
  })

  test('tells every mistake at its place, with what was probably meant', async () => {
    config("{\n  framwork: 'rails',\n  engine: 'postgres@11',\n  policy: { triggers: 'nevr', patience: '10' },\n  maxStall: 3,\n}")
    const error = await told()
    expect(error).toContain(
      'error The configuration has no setting framwork; did you mean framework? [unknown-setting]\nat ./lockstep.config.ts:3:3',
    )
    expect(error).toContain(
      "error policy.triggers must be 'allow' or 'never', and is 'nevr' [wrong-setting]\nat ./lockstep.config.ts:5:13\nhelp did you mean 'never'?",
    )
    expect(error).toContain("error policy.patience must be a whole number, at least 1, and is '10' [wrong-setting]")
    expect(error).toContain(
      'error The configuration has no setting maxStall [unknown-setting]\nat ./lockstep.config.ts:6:3\nhelp it is called policy.maxStall',
    )
  })

  test('names no server, framework version or folder that there is not', async () => {
    config("{ engine: 'postgres@11', framework: 'rails', version: '9.1', folders: ['db/migrat'] }")
    const error = await told()
    expect(error).toContain('error PostgreSQL 11 (postgres@11) is not supported: Lockstep knows 12 to 18')
    expect(error).toContain('error rails 9.1 is not supported [unsupported-version]')
    expect(error).toContain('error folders: there is no folder db/migrat beside the configuration [no-such-folder]')
    config("{ framework: 'rails', version: '8.1.2', folders: ['db/migrate'] }")
    expect(await readSettings({})).toMatchObject({ ok: true })
  })

  test('says nothing in vain', async () => {
    config("{ framework: 'rails', contexts: 'prod', naming: { layout: 'yaml' } }")
    const error = await told()
    expect(error).toContain('error contexts is for liquibase, and the framework is rails [setting-without-effect]')
    expect(error).toContain('error naming.layout yaml is not one of rails')
  })

  test('holds no password', async () => {
    config("{ databaseUrl: 'postgres://me:secret@db/shop' }")
    expect(await told()).toContain('error databaseUrl has a password in it, and the file is committed [password-in-config]')
  })

  test('answers what the command line leaves open, and is overruled by it', async () => {
    mkdirSync(join(root, 'changelog'))
    config(
      "{ framework: 'liquibase', folders: ['changelog'], naming: { layout: 'yaml' }, author: 'shop team', contexts: 'prod', labels: 'schema', policy: { maxStall: 40, patience: 20, triggers: 'never' } }",
    )
    schema('lockstep')
    change('lockstep/changes/rename.ts')
    const { out } = await lockstep('plan', 'lockstep/changes/rename.ts', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({ maxStall: 40, patience: 20 })
    expect(out).not.toContain('create-sync-trigger')
    const allowed = await lockstep('plan', 'lockstep/changes/rename.ts', '--triggers', 'allow', '--format', 'json')
    expect(allowed.out).toContain('create-sync-trigger')
    const { code, out: written } = await lockstep('generate', 'lockstep/changes/rename.ts', '--now', '2026-11-20T09:30:00Z')
    expect(code).toBe(0)
    const [file] = /changelog\/\S+\.yaml/.exec(written) ?? []
    const content = readFileSync(join(root, file!), 'utf8')
    expect(content).toContain('author: shop team')
    expect(content).toContain('context: prod')
    expect(content).toContain('labels: schema')
    expect(content).toContain("interval '20 s'")
  })
})

describe('every command', () => {
  test('reads it: pull takes the address from the environment it names, and says what is missing', async () => {
    config("{ databaseUrl: '$LOCKSTEP_NO_SUCH_ADDRESS' }")
    const { code, error } = await lockstep('pull')
    expect(code).toBe(2)
    expect(error).toContain('takes the address of the database from $LOCKSTEP_NO_SUCH_ADDRESS, which is not set here')
    config("{ databaseUrl: 'mysql://me@db/shop' }")
    expect((await lockstep('pull')).error).toContain('does not start with postgres://')
    config('{}')
    expect(await lockstep('pull')).toMatchObject({ code: 64, error: expect.stringContaining('--database-url must be given') })
  })

  test('of those that take a file says what is wrong with it, and does nothing', async () => {
    config("{ engin: 'postgres@16' }")
    schema('lockstep')
    change('lockstep/changes/rename.ts')
    mkdirSync(join(root, 'db/migrate'), { recursive: true })
    for (const args of [
      ['plan', 'lockstep/changes/rename.ts'],
      ['generate', 'lockstep/changes/rename.ts', '--to', 'rails'],
      ['check', 'db/migrate'],
      ['convert', 'db/migrate', '--to', 'flyway', '--out', 'out'],
      ['pull'],
    ]) {
      const { code, out, error } = await lockstep(...args)
      expect({ code, out }, args[0]).toEqual({ code: 2, out: '' })
      expect(error, args[0]).toContain('The configuration has no setting engin; did you mean engine?')
    }
  })

  test('that asks for an environment takes only those it names', async () => {
    config("{ framework: 'sql', environments: ['staging', 'live'] }")
    schema('lockstep')
    change('lockstep/changes/rename.ts')
    const { code, error } = await lockstep('generate', 'lockstep/changes/rename.ts', '--env', 'stagin', '--now', '2026-11-20T09:30:00Z')
    expect(code).toBe(64)
    expect(error).toContain(
      '--env stagin is none of the environments of lockstep.config.ts; did you mean staging? There are: staging, live',
    )
    expect((await lockstep('generate', 'lockstep/changes/rename.ts', '--now', '2026-11-20T09:30:00Z')).code).toBe(0)
    expect((await lockstep('gate')).out).toContain('live')
  })

  test('that plans says what the team allows when it is asked why', async () => {
    config('{ policy: { softDrop: false, patience: 20 } }')
    schema('lockstep')
    change('lockstep/changes/rename.ts')
    const { out } = await lockstep('plan', 'lockstep/changes/rename.ts', '--explain', '--max-stall', '50')
    expect(out).toContain(
      'What the team allows\n  softDrop false (lockstep.config.ts)\n  maxStall 50 ms (the command line)\n  patience 20 s (lockstep.config.ts)\n',
    )
  })
})

describe('several databases', () => {
  const two =
    "{ engine: 'postgres@16', framework: 'rails', policy: { maxStall: 50 }, databases: { primary: { schema: 'lockstep/schema.ts' }, animals: { engine: 'postgres@13', policy: { patience: 5 } } } }"
  beforeEach(() => {
    config(two)
    schema('lockstep')
    schema('lockstep/animals')
  })

  test('take from the top what they do not say', async () => {
    expect(await readSettings({ database: 'animals' })).toMatchObject({
      ok: true,
      value: {
        database: 'animals',
        engine: 'postgres@13',
        framework: 'rails',
        folders: ['db/animals_migrate'],
        schema: 'lockstep/animals/schema.ts',
        changes: 'lockstep/animals/changes',
        maxStall: 50,
        patience: 5,
      },
    })
  })

  test('are found by where the change lies, by the schema it imports, and by where migrations lie', async () => {
    change('lockstep/animals/changes/rename.ts')
    change('lockstep/changes/animals.ts', '../animals/schema.ts')
    change('lockstep/changes/primary.ts')
    for (const [about, database] of [
      ['lockstep/animals/changes/rename.ts', 'animals'],
      ['lockstep/changes/animals.ts', 'animals'],
      ['lockstep/changes/primary.ts', 'primary'],
      ['db/animals_migrate/20260101000000_x.rb', 'animals'],
    ] as const)
      expect(await readSettings({ about })).toMatchObject({ ok: true, value: { database } })
  })

  test('are listed where nothing says which one is meant', async () => {
    change('elsewhere/rename.ts', '../other/schema.ts')
    schema('other')
    const { code, error } = await lockstep('plan', 'elsewhere/rename.ts')
    expect(code).toBe(2)
    expect(error).toContain('The configuration has 2 databases, and nothing says which one is meant:')
    expect(error).toContain('- animals: db/animals_migrate, lockstep/animals/schema.ts')
    const named = await lockstep('plan', 'elsewhere/rename.ts', '--database', 'animals', '--format', 'json')
    expect(JSON.parse(named.out)).toMatchObject({ engine: { major: 13 } })
    expect((await lockstep('plan', 'elsewhere/rename.ts', '--database', 'animal')).error).toContain(
      'The configuration has no database animal; did you mean animals?',
    )
  })

  test('write into their own folders', async () => {
    change('lockstep/animals/changes/rename.ts')
    const { code, out } = await lockstep('generate', 'lockstep/animals/changes/rename.ts', '--now', '2026-11-20T09:30:00Z')
    expect(code).toBe(0)
    expect(out).toMatch(/^db\/animals_migrate\/2026\d+_\w+\.rb$/m)
  })

  test('keep their plans: the next files go where the first are', async () => {
    change('lockstep/animals/changes/rename.ts')
    const first = ['generate', 'lockstep/animals/changes/rename.ts', '--stage', '1', '--now', '2026-11-20T09:30:00Z'] as const
    expect((await lockstep(...first)).code).toBe(0)
    const slug = 'rename_users_name_to_full_name'
    const other = await lockstep('generate', slug, '--database', 'primary')
    expect(other.code).toBe(2)
    expect(other.error).toContain(`The plan ${slug} is for the database animals`)
    expect(existsSync(join(root, 'db/migrate'))).toBe(false)
    expect(await lockstep('generate', slug, '--database', 'animals')).toMatchObject({ code: 0 })
  })

  test('share neither folder nor schema file', async () => {
    config(
      "{ framework: 'sql', databases: { one: { folders: ['db'], schema: 'lockstep/schema.ts' }, two: { folders: ['db'], schema: 'lockstep/schema.ts' } } }",
    )
    mkdirSync(join(root, 'db'))
    const error = await told()
    expect(error).toContain('The databases one and two have one folder db [databases-share-files]')
    expect(error).toContain('The databases one and two have one schema file lockstep/schema.ts')
  })

  test('are judged together by check where their servers are alike', async () => {
    write(
      'db/animals_migrate/20260101000000_x.rb',
      'class X < ActiveRecord::Migration[8.1]\n  def change\n    add_column :users, :age, :integer\n  end\nend\n',
    )
    const apart = await lockstep('check', '.')
    expect(apart.error).toContain('nothing says which one is meant')
    expect((await lockstep('check', 'db/animals_migrate')).out).toContain('postgres@13 with rails')
    config("{ engine: 'postgres@16', framework: 'rails', databases: { primary: { schema: 'lockstep/schema.ts' }, animals: {} } }")
    expect((await lockstep('check', '.')).out).toContain('postgres@16 with rails')
  })
})
