import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockstep } from './terminal.ts'

describe('lockstep generate', () => {
  let folder: string
  const home = process.cwd()
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockstep-generate-'))
    cpSync('schema-examples/rename-column.ts', join(folder, 'rename.ts'))
    process.chdir(folder)
  })
  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
  })
  const files = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .toSorted()
  const clock = ['--now', '2026-11-20T09:30:00Z']
  const first = ['generate', 'rename.ts', '--to', 'sql', '--stage', '1', '--out', 'db/migrations', ...clock]
  const rehearsal = ['generate', 'rename.ts', '--to', 'sql', '--phase', 'all', '--out', 'try', ...clock]

  test('rehearses all phases in numbered folders, the plan at their root', async () => {
    const { code, out, error } = await lockstep(...rehearsal)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out.trim().split('\n').toSorted()).toEqual(files().filter(file => file.startsWith('try/')))
    expect(files()).toMatchSnapshot()
  })

  test('writes what it is told into the folder it is told, and the plan elsewhere', async () => {
    const { code, error } = await lockstep(...first)
    expect(code).toBe(0)
    expect(error).toBe('note Next is stage 2 (migrate), once these files have run: lockstep generate rename_users_name_to_full_name\n')
    expect(files()).toMatchSnapshot()
    const plan = JSON.parse(
      readFileSync(
        files().find(file => file.endsWith('plan.json'))!,
        'utf8',
      ),
    ) as { title: string }
    expect(plan.title).toContain('users.name')
  })

  test('rehearses a plan that is on its way by its name', async () => {
    await lockstep(...first)
    rmSync('rename.ts')
    const { code, out } = await lockstep('generate', 'rename_users_name_to_full_name', '--phase', 'all', '--out', 'try', ...clock)
    expect(code).toBe(0)
    expect(out).toContain('try/3-contract/20261120093000_drop_name_from_users.up.sql')
  })

  test('gives the same bytes twice, and so changes nothing the second time', async () => {
    await lockstep(...rehearsal)
    const before = files().map(file => readFileSync(file, 'utf8'))
    const again = await lockstep(...rehearsal)
    expect(again.code).toBe(0)
    expect(
      again.out
        .trim()
        .split('\n')
        .every(line => line.endsWith('(unchanged)')),
    ).toBe(true)
    expect(files().map(file => readFileSync(file, 'utf8'))).toEqual(before)
  })

  test('writes nothing again that is written, whatever has become of it', async () => {
    await lockstep(...first)
    const edited = files().find(file => file.endsWith('.up.sql'))!
    writeFileSync(edited, '-- mine\n')
    const again = await lockstep(...first)
    expect({ code: again.code, error: again.error }).toEqual({ code: 0, error: '' })
    expect(again.out.split('\n')[0]).toBe('db/migrations/20261120093000_add_full_name_to_users.up.sql (written on 2026-11-20)')
    expect(readFileSync(edited, 'utf8')).toBe('-- mine\n')
  })

  test('never overwrites a file in a rehearsal that was edited, unless forced', async () => {
    await lockstep(...rehearsal)
    const edited = files().find(file => file.endsWith('.up.sql'))!
    writeFileSync(edited, '-- mine\n')
    const refused = await lockstep(...rehearsal)
    expect(refused.code).toBe(2)
    expect(refused.error).toContain(`${edited} is there already`)
    expect(readFileSync(edited, 'utf8')).toBe('-- mine\n')
    expect((await lockstep(...rehearsal, '--force')).code).toBe(0)
    expect(readFileSync(edited, 'utf8')).not.toBe('-- mine\n')
  })
})
