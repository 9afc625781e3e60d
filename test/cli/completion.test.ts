import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { commandNames } from '../../src/cli/commands.ts'
import { forms } from '../../src/pipeline/new/forms/index.ts'
import { repository } from '../new/shop.ts'
import { lockstep } from './terminal.ts'

const { root, remove } = repository()
beforeAll(() => {
  vi.spyOn(process, 'cwd').mockReturnValue(root)
  for (const folder of ['lockstep/plans/rename_users', 'lockstep/changes', 'bin']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'lockstep/plans/rename_users/plan.json'), '{}')
  writeFileSync(join(root, 'lockstep/changes/slugs.ts'), '')
})
afterAll(() => {
  vi.restoreAllMocks()
  remove()
})

const answer = async (shell: string, ...words: readonly string[]): Promise<readonly string[]> => {
  const { code, out, error } = await lockstep('__complete', shell, ...words)
  expect({ code, error }).toEqual({ code: 0, error: '' })
  return out.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

describe('what may come next', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['ne'], ['new']],
    [
      ['new', 'rename-c'],
      ['rename-column', 'rename-constraint'],
    ],
    [
      ['new', 'rename-column', 'us'],
      ['users.id', 'users.name', 'users.email', 'users.slug', 'users.status', 'users.active', 'users.created_at'],
    ],
    [['new', 'rename-column', 'users.na'], ['users.name']],
    [
      ['new', 'rename-column', 'events'],
      ['events.', 'events_2025_01.', 'events_2027_01.'],
    ],
    [['new', 'add-column', 'us'], ['users.']],
    [['new', 'add-column', 'users.x', '--type', 'order'], ['order_state']],
    [['new', 'add-column', 'users.x', '--type=order'], ['--type=order_state']],
    [
      ['new', 'add-column', 'users.x', '--not-null', '--def'],
      ['--default', '--default-sql'],
    ],
    [['new', 'add-index', 'users', 'email,na'], ['email,name']],
    [['new', 'drop-index', 'users', ''], ['users_email_idx']],
    [['new', 'drop-constraint', 'orders', 'orders_u'], ['orders_user_id_fkey']],
    [['new', 'add-enum-value', 'order_state', 'lost', '--after', 'p'], ['paid']],
    [['new', 'add-foreign-key', 'orders.user_id', 'users.i'], ['users.id']],
    [['new', 'add-foreign-key', 'orders.user_id', 'users.id', '--on-delete', 'c'], ['cascade']],
    [['new', 'drop-trigger', 'users', ''], ['touch_user']],
    [['new', 'drop-view', ''], ['active_users']],
    [
      ['plan', ''],
      ['lockstep/changes/slugs.ts', 'rename_users'],
    ],
    [['gate', 'ren'], ['rename_users']],
    [['generate', 'x', '--to', 'fly'], ['flyway']],
    [['plan', '--engine', 'postgres@12'], ['postgres@12']],
    [['explain', 'add-ch'], ['add-check']],
    [['check', ''], [':files']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nonsense', ''], []],
  ])('%j', async (words, expected) => {
    expect(await answer('zsh', ...words)).toEqual(expected)
  })

  test('is every command, and every kind of change', async () => {
    expect(await answer('fish', '')).toEqual(commandNames)
    expect(await answer('fish', 'new', '')).toEqual(forms.map(({ name }) => name))
  })

  test('in bash is what comes after the last character it breaks words at', async () => {
    expect(await answer('bash', 'plan', '--engine', 'postgres', '@', '12')).toEqual(['12'])
    expect(await answer('bash', 'new', 'add-column', 'users.x', '--type', '=', 'order')).toEqual(['order_state'])
  })

  test('is a database of the configuration, with the names of all', async () => {
    const table = (name: string) =>
      `import { bigint, schema, table } from 'lockstep'\nexport default schema({ ${name}: table({ id: bigint().primaryKey() }) })\n`
    const other = repository({
      'lockstep.config.ts': `export default { framework: 'sql', databases: { main: {}, stats: {} } }`,
      'lockstep/main/schema.ts': table('users'),
      'lockstep/stats/schema.ts': table('visits'),
    })
    vi.spyOn(process, 'cwd').mockReturnValue(other.root)
    expect(await answer('zsh', 'new', 'drop-table', 'visits', '--database', '')).toEqual(['main', 'stats'])
    expect(await answer('zsh', 'new', 'drop-table', '')).toEqual(['users', 'visits'])
    vi.spyOn(process, 'cwd').mockReturnValue(root)
    other.remove()
  })

  test('is remembered, until the schema file changes', async () => {
    const file = join(root, 'lockstep/schema.ts')
    const text = readFileSync(file, 'utf8')
    const moment = new Date('2026-11-20T09:30:00Z')
    utimesSync(file, moment, moment)
    expect(await answer('zsh', 'new', 'drop-column', 'users.sl')).toEqual(['users.slug'])
    // Of the same size and time, it is not read again.
    writeFileSync(file, text.replaceAll('slug: text()', 'slim: text()'))
    utimesSync(file, moment, moment)
    expect(await answer('zsh', 'new', 'drop-column', 'users.sl')).toEqual(['users.slug'])
    utimesSync(file, moment, new Date())
    expect(await answer('zsh', 'new', 'drop-column', 'users.sl')).toEqual(['users.slim'])
    writeFileSync(file, 'export default 1')
    expect(await answer('zsh', 'new', 'drop-column', 'users.sl')).toEqual([])
    writeFileSync(file, text)
    expect(await answer('zsh', 'new', 'drop-column', 'users.sl')).toEqual(['users.slug'])
  })
})

/** Asks a shell what it would offer, with a program in its path that hands over what it was asked and says what it is told. */
async function offered(shell: string, script: (own: string) => string): Promise<string> {
  const [asked, told] = [join(root, 'asked'), join(root, 'told')]
  writeFileSync(join(root, 'bin/lockstep'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${asked}\ncat ${told} 2>/dev/null\n`)
  chmodSync(join(root, 'bin/lockstep'), 0o755)
  const own = join(root, `completion.${shell}`)
  writeFileSync(own, (await lockstep('completion', shell)).out)
  const ask = (): string => {
    const args = shell === 'bash' ? ['--norc', '-c'] : shell === 'zsh' ? ['-f', '-c'] : ['--no-config', '-c']
    const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`, HOME: root }
    const { stdout, stderr } = spawnSync(shell, [...args, script(own)], { cwd: root, encoding: 'utf8', env })
    expect(stderr).toBe('')
    return stdout
  }
  rmSync(told, { force: true })
  ask()
  writeFileSync(told, (await lockstep(...readFileSync(asked, 'utf8').slice(0, -1).split('\n'))).out)
  return ask()
}

const has = (shell: string): boolean => (process.env['PATH'] ?? '').split(':').some(folder => existsSync(join(folder, shell)))

describe('the script for bash', () => {
  const ask = (...words: readonly string[]) =>
    offered(
      'bash',
      own =>
        `source ${own}; compopt() { echo "option $2"; }; COMP_WORDS=(lockstep ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _lockstep; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p lockstep`,
    )

  test('completes names, and leaves no space after a table', async () => {
    expect(await ask('new', 'rename-column', 'users.na')).toBe('users.name\ncomplete -F _lockstep lockstep\n')
    expect(await ask('new', 'add-column', 'us')).toBe('option nospace\nusers.\ncomplete -F _lockstep lockstep\n')
  })

  test('leaves files to the shell, and an empty word as it is', async () => {
    expect(await ask('check', '')).toBe('option default\n\ncomplete -F _lockstep lockstep\n')
    expect((await ask('')).split('\n').slice(0, 2)).toEqual(commandNames.slice(0, 2))
  })
})

describe('the script for zsh', () => {
  const ask = (...words: readonly string[]) =>
    offered(
      'zsh',
      own =>
        `compdef() { print "for $2" }; compadd() { print -l -- "$@" }; _files() { print files }; source ${own}; words=(lockstep ${words.map(word => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}; _lockstep`,
    )

  test.skipIf(!has('zsh'))('completes names, and leaves no space after a table', async () => {
    expect(await ask('new', 'rename-column', 'users.na')).toBe('for lockstep\n-l\n-d\nclosedShown\n--\nusers.name\n')
    expect(await ask('new', 'add-column', 'us')).toBe('for lockstep\n-S\n\n-l\n-d\nopenShown\n--\nusers.\n')
    expect(await ask('check', '')).toBe('for lockstep\nfiles\n')
  })
})

describe('the script for fish', () => {
  const ask = (line: string) => offered('fish', own => `source ${own}; complete -C '${line}'`)

  test.skipIf(!has('fish'))('completes names with what they mean', async () => {
    expect(await ask('lockstep new rename-column users.na')).toBe('users.name\n')
    expect(await ask('lockstep comp')).toMatch(/^completion\tprint the script/)
    expect(await ask('lockstep check lock')).toBe('lockstep/\n')
  })
})
