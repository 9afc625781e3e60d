import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lockstep, type Outcome } from './terminal.ts'

export const clock = '2026-11-20T09:30:00Z'

/** A repository of a team, in a folder of its own that the process works in until `leave`. */
export interface TeamRepository {
  readonly root: string
  readonly write: (path: string, content: string) => void
  readonly read: (path: string) => string
  /** Files below a folder, from the root; not what git keeps. */
  readonly files: (below?: string) => readonly string[]
  readonly git: (...args: readonly string[]) => string
  /** Commits all there is. */
  readonly commit: (message?: string) => void
  /** Runs `lockstep generate` at a moment, in the middle of the story unless told; `said` is what it reports, not cut into lines. */
  readonly generate: (...args: readonly string[]) => Promise<Outcome & { readonly said: string }>
  readonly state: (slug?: string) => State
  /** Takes down somebody's word on all lines of the gates. */
  readonly attest: (slug?: string) => void
  readonly leave: () => void
}

export interface State {
  readonly after: readonly string[]
  readonly files: readonly {
    readonly stage: number
    readonly path: string
    readonly version?: string
    readonly sha256: string
    readonly on: string
  }[]
  readonly attestations: readonly object[]
}

export const rename = 'rename_users_name_to_full_name'

/** A repository with files of its own, and `lockstep/changes/rename.ts`, the example of a renamed column. */
export const teamRepository = (files: Readonly<Record<string, string>> = {}): TeamRepository => {
  const home = process.cwd()
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-team-')))
  const write = (path: string, content: string): void => {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const stateFile = (slug: string): string => `lockstep/plans/${slug}/state.json`
  git('init', '-q', '-b', 'main')
  git('config', 'user.name', 'Ann')
  git('config', 'user.email', 'ann@example.com')
  for (const [path, content] of Object.entries(files)) write(path, content)
  mkdirSync(join(root, 'lockstep/changes'), { recursive: true })
  cpSync('schema-examples/rename-column.ts', join(root, 'lockstep/changes/rename.ts'))
  process.chdir(root)
  return {
    root,
    write,
    read,
    git,
    commit: (message = 'Work') => {
      git('add', '-A')
      git('commit', '-qm', message)
    },
    files: (below = '.') =>
      existsSync(join(root, below))
        ? readdirSync(join(root, below), { recursive: true, encoding: 'utf8', withFileTypes: true })
            .filter(entry => entry.isFile() && !entry.parentPath.startsWith(join(root, '.git')))
            .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
            .toSorted()
        : [],
    generate: async (...args) => {
      const outcome = await lockstep('generate', ...args, ...(args.includes('--now') ? [] : ['--now', clock]))
      return { ...outcome, said: outcome.error.replaceAll(/\s+/g, ' ') }
    },
    state: (slug = rename) => JSON.parse(read(stateFile(slug))) as State,
    attest: (slug = rename) => {
      const state = JSON.parse(read(stateFile(slug))) as State
      const { stages } = JSON.parse(read(`lockstep/plans/${slug}/plan.json`)) as {
        readonly stages: readonly { readonly number: number; readonly gate: readonly { readonly text: string }[] }[]
      }
      const attestations = stages.flatMap(({ number, gate }) =>
        gate.map(({ text }) => ({ environment: 'production', stage: number, line: text, by: 'Ann', because: 'seen', on: '2026-11-19' })),
      )
      write(stateFile(slug), `${JSON.stringify({ ...state, attestations }, null, 2)}\n`)
    },
    leave: () => {
      process.chdir(home)
      rmSync(root, { recursive: true, force: true })
    },
  }
}
