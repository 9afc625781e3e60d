import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockstep } from '../cli/terminal.ts'
import { makeFolder, removeFolder } from './lab/folder.ts'
import { java, missingFor } from './lab/java.ts'
import { inPart, missingPart } from './lab/part.ts'
import { run, type Command } from './lab/process.ts'
import { onServer } from './lab/test-file.ts'

/** A framework as its user calls it. */
interface Runner {
  readonly id: string
  readonly words: readonly string[]
  /** What stands behind the name that the user types. */
  readonly commands: Readonly<Record<string, () => Command>>
  readonly missing: string | undefined
}

const program =
  (part: string, ...path: readonly string[]) =>
  (): Command => ({ command: inPart(part, ...path), args: [] })

const runners: readonly Runner[] = [
  {
    id: 'flyway-12',
    words: ['--framework', 'flyway'],
    commands: { flyway: () => java('flyway-12', 'org.flywaydb.commandline.Main', '-skipCheckForUpdate', '-reportEnabled=false') },
    missing: missingFor('flyway-12'),
  },
  ...['liquibase-4', 'liquibase-5'].flatMap(part =>
    ['xml', 'yaml'].map(layout => ({
      id: `${part} (${layout})`,
      words: ['--framework', 'liquibase', '--layout', layout],
      commands: { liquibase: () => java(part, 'liquibase.integration.commandline.LiquibaseCommandLine') },
      missing: missingFor(part),
    })),
  ),
  {
    id: 'alembic-1.20',
    words: ['--framework', 'alembic'],
    commands: { alembic: program('alembic-1.20', 'bin', 'alembic') },
    missing: missingPart('alembic-1.20'),
  },
  { id: 'psql', words: ['--framework', 'sql'], commands: {}, missing: undefined },
  {
    id: 'golang-migrate',
    words: ['--framework', 'sql', '--layout', 'golang-migrate'],
    commands: { migrate: program('golang-migrate', 'bin', 'migrate') },
    missing: missingPart('golang-migrate'),
  },
  {
    id: 'goose',
    words: ['--framework', 'sql', '--layout', 'goose'],
    commands: { goose: program('goose', 'bin', 'goose') },
    missing: missingPart('goose'),
  },
  {
    id: 'dbmate',
    words: ['--framework', 'sql', '--layout', 'dbmate'],
    commands: { dbmate: program('dbmate', 'node_modules', '.bin', 'dbmate') },
    missing: missingPart('dbmate'),
  },
]

const lab = onServer({ major: 16 })
let count = 0

/** Puts the lab's programs where a shell finds them by the names their users type. */
const shellIn = (folder: string, { commands }: Runner): ((command: string) => Promise<string>) => {
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  for (const [name, commandOf] of Object.entries(commands)) {
    const { command, args, env = {} } = commandOf()
    const words = [...Object.entries(env).map(([key, value]) => `${key}=${value}`), command, ...args.map(arg => `'${arg}'`)]
    writeFileSync(join(bin, name), `#!/bin/sh\nexec env ${words.join(' ')} "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return command => run({ command: 'sh', args: ['-c', command], cwd: folder, env: { PATH: `${bin}${delimiter}${process.env['PATH']}` } })
}

/** The commands that init says to run next, without what it says of them. */
const nextIn = (out: string): readonly string[] =>
  out
    .split('\nNext:\n')[1]!
    .split('\n')
    .map(line => line.replace(/^.* already: /, '').trim())

const usersIn = (schema: string): string => /^ {2}users: table\(\{[^]*?^ {2}\}/m.exec(schema)![0]

describe('what init sets up in an empty folder', () => {
  for (const { id, missing } of runners.filter(runner => runner.missing !== undefined)) it.skip(`${id}: ${missing}`, () => undefined)
  const present = runners.filter(runner => runner.missing === undefined)

  it.for(present)("runs at once by the framework's own command, and makes the schema of the file: $id", async runner => {
    const folder = makeFolder('init')
    const url = await lab.server.createDatabase(`init_${(count += 1)}`)
    const made = await lockstep('init', folder, '--database-url', url, '--engine', 'postgres@16', ...runner.words)
    expect(made).toMatchObject({ code: 0, error: '' })
    await shellIn(folder, runner)(nextIn(made.out)[0]!)
    const { out } = await lockstep('pull', '--database-url', url, '--out', '-')
    expect(usersIn(out)).toBe(usersIn(readFileSync(join(folder, 'lockstep', 'schema.ts'), 'utf8')))
    removeFolder(folder)
  })

  it.for(present.filter(({ id }) => id !== 'psql'))(
    'takes over a database that has tables: the first migration counts as applied, and nothing is left to do: $id',
    async runner => {
      const folder = makeFolder('init')
      const url = await lab.server.createDatabase(`init_${(count += 1)}`)
      const shell = shellIn(folder, runner)
      await shell(`psql -X -v ON_ERROR_STOP=1 -d "${url}" -c "CREATE TABLE users (id bigint PRIMARY KEY, name text)"`)
      const made = await lockstep('init', folder, '--database-url', url, ...runner.words)
      expect(made).toMatchObject({ code: 0, error: '' })
      for (const command of nextIn(made.out).slice(0, 2)) await shell(command)
      removeFolder(folder)
    },
  )
})
