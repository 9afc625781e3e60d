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

  test('rehearses all phases in numbered folders, the plan at their root', async () => {
    const { code, out, error } = await lockstep('generate', 'rename.ts', '--to', 'sql', '--phase', 'all', '--out', 'try', ...clock)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out.trim().split('\n').toSorted()).toEqual(files().filter(file => file.startsWith('try/')))
    expect(files()).toMatchSnapshot()
  })

  test('writes one phase into the folder it is told, and the plan elsewhere', async () => {
    const { code, error } = await lockstep('generate', 'rename.ts', '--to', 'sql', '--out', 'db/migrations', ...clock)
    expect(code).toBe(0)
    expect(error).toBe('note Next is stage 2 (migrate), once these files have run: --stage 2\n')
    expect(files()).toMatchSnapshot()
    const plan = JSON.parse(
      readFileSync(
        files().find(file => file.endsWith('plan.json'))!,
        'utf8',
      ),
    ) as { title: string }
    expect(plan.title).toContain('users.name')
  })

  test('stops a phase at the next gate that people attest, and says what must be true', async () => {
    cpSync(join(home, 'schema-examples/drop-column.ts'), 'drop.ts')
    const first = await lockstep('generate', 'drop.ts', '--to', 'sql', '--phase', 'contract', '--out', 'db/migrations', ...clock)
    expect(first.error).toContain('Stage 2 (contract) must not run before')
    expect(first.error).toContain('--stage 3')
    expect(files().filter(file => file.includes('drop_legacy_code_dropped'))).toEqual([])
    await lockstep('generate', 'drop.ts', '--to', 'sql', '--stage', '3', '--out', 'db/migrations', ...clock)
    expect(files().filter(file => file.includes('drop_legacy_code_dropped'))).toHaveLength(2)
  })

  test('gives the same bytes twice, and so changes nothing the second time', async () => {
    const command = ['generate', 'rename.ts', '--to', 'sql', '--out', 'db/migrations', ...clock]
    await lockstep(...command)
    const before = files().map(file => readFileSync(file, 'utf8'))
    const again = await lockstep(...command)
    expect(again.code).toBe(0)
    expect(
      again.out
        .trim()
        .split('\n')
        .every(line => line.endsWith('(unchanged)')),
    ).toBe(true)
    expect(files().map(file => readFileSync(file, 'utf8'))).toEqual(before)
  })

  test('never overwrites a file that was edited, unless forced', async () => {
    const command = ['generate', 'rename.ts', '--to', 'sql', '--out', 'db/migrations', ...clock]
    await lockstep(...command)
    const edited = files().find(file => file.endsWith('.up.sql'))!
    writeFileSync(edited, '-- mine\n')
    const refused = await lockstep(...command)
    expect(refused.code).toBe(2)
    expect(refused.error).toContain(`${edited} is there already`)
    expect(readFileSync(edited, 'utf8')).toBe('-- mine\n')
    expect((await lockstep(...command, '--force')).code).toBe(0)
    expect(readFileSync(edited, 'utf8')).not.toBe('-- mine\n')
  })
})
