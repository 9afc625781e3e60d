import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Framework, EmittedFile } from '../../src/frameworks/framework.ts'
import { laravel } from '../../src/frameworks/laravel/index.ts'
import { rails } from '../../src/frameworks/rails/index.ts'

/** A real framework on this machine that runs emitted files, and the version of it that the files are to be written for. */
export interface Tool {
  readonly framework: Framework
  readonly version: string
  readonly command: string
  readonly script: string
  /** What names a file in the script's commands. */
  readonly keyOf: (file: EmittedFile) => string
  /** How to get it; the tests that need it say so where it is absent. */
  readonly install: string
  readonly isThere: boolean
}

const runs = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0

export const tools: readonly Tool[] = [
  {
    framework: rails,
    version: '6.1',
    command: 'ruby',
    script: 'active-record.rb',
    keyOf: ({ name }) => /^\d+/.exec(name)![0],
    install: 'apt-get install ruby-activerecord ruby-pg',
    isThere: runs('ruby', '-e', 'require "active_record"; require "pg"'),
  },
  {
    framework: laravel,
    version: '8',
    command: 'php',
    script: 'illuminate.php',
    keyOf: ({ name }) => name.replace(/\.php$/, ''),
    install: 'apt-get install php-cli php-pgsql php-sqlite3 php-illuminate-database php-illuminate-events php-illuminate-filesystem',
    isThere: runs(
      'php',
      '-r',
      'require "Illuminate/Database/autoload.php"; exit(extension_loaded("pdo_pgsql") && extension_loaded("pdo_sqlite") ? 0 : 1);',
    ),
  },
]

export interface Run {
  /** Throws what the framework says where it fails. */
  readonly send: (command: string) => Promise<void>
  readonly end: () => void
}

/** Starts the framework on a database with these files. The ledger lives in a schema of its own, `ledger`, which must exist. */
export const startFramework = async (tool: Tool, url: string, files: readonly EmittedFile[]): Promise<Run> => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-files-'))
  mkdirSync(folder, { recursive: true })
  for (const { name, content } of files) writeFileSync(join(folder, name), content)
  const child = spawn(tool.command, [join(import.meta.dirname, tool.script), url, folder], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', data => {
    complaints += String(data)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<string> => {
    for (;;) {
      const { done, value } = await lines.next()
      if (done === true) throw new Error(`${tool.script} ended: ${complaints}`)
      // Anything else is what the framework itself prints.
      if (/^(ready|done|failed)\b/.test(value)) return value
    }
  }
  await answer()
  return {
    send: async command => {
      child.stdin.write(`${command}\n`)
      const said = await answer()
      if (said !== 'done') throw new Error(`${command}: ${said}`)
    },
    end: () => child.stdin.end(),
  }
}
