import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmittedFile } from '../../../../src/frameworks/framework.ts'
import { ownJobEnv, writeFiles } from '../folder.ts'
import { run, start, startDriver, type Command } from '../process.ts'
import type { CommandProject, Engine, Ledger, Project, Site, Tool } from '../tool.ts'
import { writeApplication, type Settings } from './rails-application.ts'

const lab = join(import.meta.dirname, '../../../../.cache/lab')

/** A Rails of Debian's: of this machine, or of a newer Debian in a folder that chroot enters. */
interface Installation {
  readonly id: string
  readonly part: string
  /** Where the newer Debian lies; absent for this machine's own. */
  readonly root?: string
  readonly version: string
  readonly hasStrongMigrations: boolean
}

const gems = (root: string): readonly string[] => {
  const folder = join(root, 'usr/share/rubygems-integration/all/specifications')
  return existsSync(folder) ? readdirSync(folder) : []
}

const missing = ({ part, root = '/', version, hasStrongMigrations }: Installation): string | undefined => {
  const there = gems(root)
  const wanted = [`activerecord-${version}.`, `railties-${version}.`, ...(hasStrongMigrations ? ['strong_migrations-'] : [])]
  const absent = wanted.filter(gem => !there.some(name => name.startsWith(gem)))
  if (absent.length > 0) return `${absent.join(', ')} is not there: node scripts/lab.mjs ${part}`
  return root !== '/' && process.getuid?.() !== 0 ? `only root may enter ${root}` : undefined
}

const ledger: Ledger = {
  tables: ['schema_migrations', 'ar_internal_metadata'],
  applied: async client => {
    const { rows } = await client.query<{ version: string }>('SELECT version FROM schema_migrations ORDER BY version')
    return rows.map(({ version }) => version)
  },
  forget: async (client, key) => {
    await client.query('DELETE FROM schema_migrations WHERE version = $1', [key])
  },
  keyOf: ({ name }) => /^\d+/.exec(name)?.[0],
}

/** A folder for a project, and what it is called by a process of the installation. */
const folderIn = ({ root }: Installation): { readonly outside: string; readonly inside: string } => {
  const base = root === undefined ? tmpdir() : join(root, 'srv/lockstep')
  mkdirSync(base, { recursive: true })
  const outside = mkdtempSync(join(base, 'rails-'))
  return { outside, inside: root === undefined ? outside : outside.slice(root.length) }
}

const ruby = ({ root }: Installation, args: readonly string[], cwd = '/'): Command =>
  root === undefined
    ? { command: 'ruby', args, cwd }
    : { command: 'chroot', args: [root, 'env', '-C', cwd, 'ruby', ...args], env: { HOME: '/root', LANG: 'C.UTF-8' } }

const addTo = (folder: string, root?: string) => async (files: readonly EmittedFile[]) => writeFiles(folder, files, root)

async function startEngine(installation: Installation): Promise<Engine> {
  const script = readFileSync(join(import.meta.dirname, '../drivers/active-record.rb'), 'utf8')
  const libraries = installation.hasStrongMigrations ? ['strong_migrations'] : []
  const driver = await startDriver(ruby(installation, ['-e', script, ...libraries]))
  const open = async (site: Site): Promise<Project> => {
    const { outside, inside } = folderIn(installation)
    return {
      add: addTo(join(outside, 'migrate')),
      migrate: () => driver.ask({ do: 'migrate', ...site, folder: join(inside, 'migrate') }),
      rollBack: () => driver.ask({ do: 'rollback', ...site, folder: join(inside, 'migrate') }),
      close: async () => rmSync(outside, { recursive: true }),
    }
  }
  return { open, stop: driver.stop }
}

/** chroot hands its environment on. */
const withEnv = (command: Command, env: Readonly<Record<string, string>>): Command => ({ ...command, env: { ...command.env, ...env } })

async function openApplication(installation: Installation, site: Site, settings: Settings = {}): Promise<CommandProject> {
  const { outside, inside } = folderIn(installation)
  writeApplication(outside, site, installation, settings)
  const rails = (words: readonly string[]): Command => ruby(installation, ['bin/rails', ...words], inside)
  return {
    folder: outside,
    add: addTo(join(outside, 'db/migrate'), outside),
    migrate: async () => void (await run(rails(['db:migrate']))),
    rollBack: async () => void (await run(rails(['db:rollback']))),
    start: () => start(rails(['db:migrate'])),
    // A transaction takes the record with it, and Rails' lock ends with its session: it is simply started again.
    recover: async () => undefined,
    job: ({ command = '' }, pause, schemas) => start(withEnv(rails(command.split(' ').slice(1)), ownJobEnv(pause, schemas))),
    run: (...words) => run(rails(words)),
    close: async () => rmSync(outside, { recursive: true }),
  }
}

const tool = (installation: Installation): Tool => ({
  id: installation.id,
  framework: 'rails',
  options: { version: installation.version, strongMigrations: installation.hasStrongMigrations },
  missing: missing(installation),
  ledger,
  engine: () => startEngine(installation),
  command: site => openApplication(installation, site),
})

/** What Debian's unstable suite has today. */
const newest = (): Installation => {
  const root = join(lab, 'sid')
  const version = gems(root).flatMap(name => /^activerecord-(\d+\.\d+)\./.exec(name)?.[1] ?? [])[0] ?? '7.2'
  return { id: `rails-${version}-sid`, part: '--full sid', root, version, hasStrongMigrations: true }
}

const installations: readonly Installation[] = [
  { id: 'rails-6.1', part: 'debian', version: '6.1', hasStrongMigrations: false },
  { id: 'rails-7.2', part: 'trixie', root: join(lab, 'trixie'), version: '7.2', hasStrongMigrations: true },
  ...(process.env.LOCKSTEP_LAB === 'full' ? [newest()] : []),
]

export const railsTools: readonly Tool[] = installations.map(tool)

/** The same Rails where nothing looks at what a migration does: for histories as teams have them. */
export const uncheckedRailsTools: readonly Tool[] = installations.map(installation => tool({ ...installation, hasStrongMigrations: false }))

/** The same Rails in an application that is set otherwise. */
export const railsSetTo = (tool: Tool, settings: Settings): Tool => ({
  ...tool,
  command: site =>
    openApplication(
      installations.find(({ id }) => id === tool.id)!,
      site,
      settings,
    ),
})
