import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root as own } from '../architecture/sources.ts'
import { lockstep } from './terminal.ts'

const compiler = join(dirname(createRequire(import.meta.url).resolve('ts7/package.json')), 'bin/tsc')

/** A repository of an application in Ruby, set up by init: far from ours, and without node_modules. */
describe('the lockstep folder of a repository without Node', () => {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-editor-'))
  const path = (name: string): string => join(root, name)
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  beforeAll(async () => {
    write('Gemfile.lock', 'GEM\n  specs:\n    activerecord (7.2.1)\n    pg (1.5.6)\n')
    write('config/database.yml', 'production:\n  adapter: postgresql\n')
    write('db/migrate/20240101000000_create_users.rb', usersMigration)
    expect(await lockstep('init', root)).toMatchObject({ code: 0, error: '' })
    cpSync(join(own, 'schema-examples'), path('lockstep/changes'), { recursive: true })
  }, 60_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  const errorsOf = (...args: readonly string[]): string =>
    spawnSync(process.execPath, [compiler, ...args], { cwd: root, encoding: 'utf8' }).stdout

  test('keeps the root of the repository clean, and the types small', () => {
    expect(readdirSync(root).toSorted()).toEqual(['Gemfile.lock', 'config', 'db', 'lockstep', 'lockstep.config.ts'])
    expect(readdirSync(path('lockstep')).toSorted()).toEqual(['.gitattributes', 'changes', 'schema.ts', 'tsconfig.json', 'types'])
    expect(statSync(path('lockstep/types/lockstep.d.ts')).size).toBeLessThan(80_000)
    expect(readFileSync(path('lockstep/types/lockstep.d.ts'), 'utf8')).toMatch(/^\/\/ Types of lockstep \d+\.\d+\.\d+ \([0-9a-f]{12}\)/)
  })

  test('has no mistake for the compiler: every example, the schema and the configuration', () => {
    expect(errorsOf('-p', 'lockstep')).toBe('')
    expect(errorsOf('--noEmit', '--ignoreConfig', 'lockstep.config.ts')).toBe('')
  })

  test('has its mistakes told by the compiler', () => {
    write('lockstep/changes/wrong.ts', wrongChange)
    const told = errorsOf('-p', 'lockstep')
    rmSync(path('lockstep/changes/wrong.ts'))
    expect(told.split('\n').filter(line => line.includes('error'))).toHaveLength(1)
    expect(told).toContain('changes/wrong.ts(4,')
    expect(told).toContain(`'"nam"' is not assignable to parameter of type '"id" | "name"'`)
  })

  test('is green in an editor, the configuration in the root too', async () => {
    expect(
      await diagnosticsInEditor([path('lockstep/changes/example.ts'), path('lockstep/schema.ts'), path('lockstep.config.ts')]),
    ).toEqual([])
    write('lockstep/changes/wrong.ts', wrongChange)
    expect(await diagnosticsInEditor([path('lockstep/changes/wrong.ts')])).toEqual([expect.stringContaining(`'"nam"'`)])
    rmSync(path('lockstep/changes/wrong.ts'))
  })

  test('plans', async () => {
    expect(await lockstep('plan', path('lockstep/changes/example.ts'))).toMatchObject({ code: 0, error: '' })
  })

  test('gets its types anew when they are of another version', async () => {
    const types = path('lockstep/types/lockstep.d.ts')
    const present = readFileSync(types, 'utf8')
    writeFileSync(types, present.replace(/\([0-9a-f]{12}\)/, '(000000000000)'))
    rmSync(path('lockstep/tsconfig.json'))
    const { code, out } = await lockstep('init', root, '--refresh-types')
    expect({ code, out }).toEqual({ code: 0, out: `${path('lockstep/tsconfig.json')}\n${types}\n` })
    expect(readFileSync(types, 'utf8')).toBe(present)
    expect(await lockstep('init', root, '--refresh-types')).toMatchObject({ code: 0, out: 'They are those of this version.\n' })
  })

  test('leaves the types out where the repository installs lockstep itself', async () => {
    const other = mkdtempSync(join(tmpdir(), 'lockstep-editor-'))
    writeFileSync(join(other, 'package.json'), '{"devDependencies":{"lockstep":"0.1.0"}}')
    expect(await lockstep('init', other, '--framework', 'sql')).toMatchObject({ code: 0, error: '' })
    expect(existsSync(join(other, 'lockstep/types'))).toBe(false)
    expect(readFileSync(join(other, 'lockstep.config.ts'), 'utf8')).not.toContain('reference')
    rmSync(other, { recursive: true })
  })
})

const usersMigration = `class CreateUsers < ActiveRecord::Migration[7.2]
  def change
    create_table :users do |t|
      t.string :name
    end
  end
end
`

const wrongChange = `import { change } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Wrong').table('users', t => t.renameColumn('nam', 'full_name'))
`

/** What the language server of editors underlines in red, file by file. */
async function diagnosticsInEditor(files: readonly string[]): Promise<readonly string[]> {
  const server = spawn(process.execPath, [
    createRequire(import.meta.url).resolve('typescript/lib/tsserver.js'),
    '--disableAutomaticTypingAcquisition',
  ])
  const requests = files.flatMap(file => [
    { command: 'open', arguments: { file } },
    { command: 'semanticDiagnosticsSync', arguments: { file } },
    { command: 'syntacticDiagnosticsSync', arguments: { file } },
  ])
  const answers: string[] = []
  const finished = new Promise<void>((resolve, reject) => {
    let text = ''
    let seen = 0
    server.on('error', reject)
    server.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines.filter(each => each.startsWith('{'))) {
        const message = JSON.parse(line) as { type: string; command?: string; body?: readonly { text: string }[] }
        if (message.type !== 'response' || message.command?.endsWith('Sync') !== true) continue
        seen += 1
        answers.push(...(message.body ?? []).map(each => each.text))
        if (seen === files.length * 2) resolve()
      }
    })
  })
  requests.forEach((request, seq) => server.stdin.write(`${JSON.stringify({ seq, type: 'request', ...request })}\n`))
  await finished
  server.kill()
  return answers
}
