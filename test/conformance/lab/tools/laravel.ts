import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type pg from 'pg'
import type { EmittedFile } from '../../../../src/frameworks/framework.ts'
import { removeFolder, writeFiles } from '../folder.ts'
import { inPart } from '../part.ts'
import { run, start, startDriver, type Command } from '../process.ts'
import type { CommandProject, Engine, Ledger, Open, Site, Tool } from '../tool.ts'

const lab = join(import.meta.dirname, '..')

interface Version {
  readonly version: '8' | '10' | '13'
  /** Layers of its application, below `projects/laravel`. */
  readonly skeleton: readonly string[]
  /** The part of the lab it comes with. */
  readonly part: string
  /** Its Debian, entered by chroot; this machine's own where absent. */
  readonly root?: string
  readonly autoload: string
  readonly isFullOnly?: boolean
}

const versions: readonly Version[] = [
  { version: '8', skeleton: ['database', '8'], part: 'debian', autoload: '/usr/share/php/Laravel/Lumen/autoload.php' },
  {
    version: '10',
    skeleton: ['database', 'application', '10'],
    part: 'trixie',
    root: inPart('trixie'),
    autoload: '/usr/share/php/Illuminate/autoload.php',
  },
  {
    version: '13',
    skeleton: ['database', 'application', '13'],
    part: 'sid',
    root: inPart('sid'),
    autoload: '/usr/share/php/Illuminate/autoload.php',
    isFullOnly: true,
  },
]

const missing = ({ part, root = '/', autoload, isFullOnly = false }: Version): string | undefined => {
  if (isFullOnly && process.env.LOCKSTEP_LAB !== 'full') return 'part of the full lab only (LOCKSTEP_LAB=full)'
  const install = `node scripts/lab.mjs ${part}`
  if (!existsSync(join(root, autoload)) || !existsSync(join(root, '/usr/bin/php'))) return `PHP with Laravel is not there: ${install}`
  if (root !== '/' && process.getuid?.() !== 0) return `chroot into ${relative(process.cwd(), root)} needs root`
  return undefined
}

const ledger: Ledger = {
  tables: ['migrations'],
  applied: async client => {
    const { rows } = await client.query<{ migration: string }>('SELECT migration FROM migrations ORDER BY id')
    return rows.map(({ migration }) => migration)
  },
  forget: async (client: pg.Client, key) => {
    await client.query('DELETE FROM migrations WHERE migration = $1', [key])
  },
  keyOf: ({ name }: EmittedFile) => (name.includes('/') ? undefined : name.replace(/\.php$/, '')),
  isRecordedApart: () => true, // after the migration's transaction
  mayRecordTwice: true, // migrate takes no lock without --isolated
}

/** A folder that PHP of that version sees, and as what it sees it. */
const newFolder = ({ root }: Version): { readonly folder: string; readonly seen: string } => {
  const parent = root === undefined ? tmpdir() : join(root, 'srv', 'lockstep')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'lockstep-laravel-'))
  return { folder, seen: root === undefined ? folder : `/${relative(root, folder)}` }
}

const php = ({ root }: Version, ...args: readonly string[]): Command =>
  root === undefined ? { command: 'php', args } : { command: 'chroot', args: [root, 'php', ...args] }

const addTo = (folder: string, root?: string) => async (files: readonly EmittedFile[]) => writeFiles(folder, files, root)

/** Settings other than the project's own: `DB_CONNECTION`, `DB_PREFIX`, … (`projects/laravel/database`). */
type Settings = Readonly<Record<string, string>>

interface LaravelProject extends CommandProject {
  /** Any command of artisan with other settings. */
  readonly artisan: (words: readonly string[], settings?: Settings) => Command
}

interface LaravelTool extends Tool {
  readonly command: Open<LaravelProject>
}

/** A minimal application on a database, driven by its artisan. */
const openApplication =
  (version: Version): Open<LaravelProject> =>
  async ({ host, port, database, user, searchPath = 'public' }: Site) => {
    const { folder, seen } = newFolder(version)
    const projects = join(lab, 'projects', 'laravel')
    for (const layer of version.skeleton) cpSync(join(projects, layer), folder, { recursive: true })
    for (const made of [
      'bootstrap/cache',
      'database/migrations',
      'storage/logs',
      'storage/framework/cache/data',
      'storage/framework/views',
    ])
      mkdirSync(join(folder, made), { recursive: true })
    // Wide lines: messages are wrapped in the middle of words otherwise.
    const own = {
      COLUMNS: '1000',
      DB_HOST: host,
      DB_PORT: String(port),
      DB_DATABASE: database,
      DB_USERNAME: user,
      DB_SEARCH_PATH: searchPath,
    }
    const artisan = (words: readonly string[], settings: Settings = {}): Command => ({
      ...php(version, `${seen}/artisan`, ...words, '--no-ansi', '--no-interaction'),
      env: { ...own, ...settings },
    })
    const migrate = artisan(['migrate', '--force'])
    return {
      folder,
      artisan,
      add: addTo(join(folder, 'database', 'migrations'), folder),
      migrate: async () => void (await run(migrate)),
      rollBack: async () => void (await run(artisan(['migrate:rollback', '--step=1', '--force']))),
      start: () => start(migrate),
      recover: async () => undefined,
      job: ({ command = '' }, pause, schemas) =>
        start(
          artisan([
            ...command.split(' ').slice(2),
            ...(pause === undefined ? [] : [`--pause=${pause}`]),
            ...(schemas === undefined ? [] : [`--schemas=${schemas.join(',')}`]),
          ]),
        ),
      run: (...words) => run(artisan(words)),
      close: async () => removeFolder(folder),
    }
  }

/** One PHP process with Laravel's Migrator for all projects. */
const startIlluminate = async (version: Version): Promise<Engine> => {
  const own = newFolder(version)
  cpSync(join(lab, 'drivers', 'illuminate.php'), join(own.folder, 'illuminate.php'))
  const driver = await startDriver(php(version, `${own.seen}/illuminate.php`, version.autoload))
  return {
    open: async site => {
      const { folder, seen } = newFolder(version)
      return {
        add: addTo(join(folder, 'migrations')),
        migrate: () => driver.ask({ do: 'migrate', ...site, folder: `${seen}/migrations` }),
        rollBack: () => driver.ask({ do: 'rollback', ...site, folder: `${seen}/migrations` }),
        close: async () => removeFolder(folder),
      }
    },
    stop: async () => {
      await driver.stop()
      removeFolder(own.folder)
    },
  }
}

export const laravelTools: readonly LaravelTool[] = versions.map(version => ({
  id: `laravel-${version.version}`,
  framework: 'laravel',
  options: { version: version.version },
  missing: missing(version),
  ledger,
  engine: () => startIlluminate(version),
  command: openApplication(version),
}))
