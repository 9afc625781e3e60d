import { builderDefaultsIn, isProvider } from './builder-defaults.ts'
import type { Project, Repository } from '../read.ts'

/** Laravel globs `*_*.php` in each folder of migrations. */
const migrationPath = /^((?:.*\/)?)([Mm]igrations)\/(?:[^/]+\/)*\d{4}_\d{2}_\d{2}_\d+_[^/]*\.php$/

const drivers: Readonly<Record<string, string>> = {
  pgsql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mariadb',
  sqlite: 'sqlite',
  sqlsrv: 'sqlserver',
}

/** `composer.json` of an application or a package nearest above a path. */
const rootsOf = ({ paths }: Repository): readonly string[] =>
  paths
    .filter(path => /(^|\/)composer\.json$/.test(path) && !/(^|\/)vendor\//.test(path))
    .map(path => path.slice(0, -'composer.json'.length))

interface Locked {
  readonly file: string
  readonly package: string
  readonly version: string
  readonly doctrine: boolean
}

const packages = ['laravel/framework', 'illuminate/database', 'laravel/lumen-framework']

/** What the lock file has, or the least that `composer.json` asks for. */
const lockedIn = (root: string, { read }: Repository): Locked | undefined => {
  const lock = read(`${root}composer.lock`) ?? ''
  const version = (name: string): string | undefined =>
    new RegExp(`"name":\\s*"${name}",\\s*"version":\\s*"v?(\\d+\\.\\d+[.\\d]*)`).exec(lock)?.[1]
  const doctrine = version('doctrine/dbal') !== undefined
  for (const name of packages) {
    const found = version(name)
    if (found !== undefined) return { file: 'composer.lock', package: name, version: found, doctrine }
  }
  const wanted = read(`${root}composer.json`) ?? ''
  for (const name of packages) {
    const range = new RegExp(`"${name}":\\s*"([^"]*)"`).exec(wanted)?.[1]
    const numbers = range?.match(/\d+(?:\.\d+)?/g) ?? []
    // Of several majors the newest is what a fresh install gets.
    const newest = numbers.toSorted((a, b) => Number(a) - Number(b)).at(-1)
    if (newest !== undefined) return { file: 'composer.json', package: name, version: newest, doctrine: /"doctrine\/dbal":/.test(wanted) }
  }
  return undefined
}

const examples = ['.env.example', '.env.production', '.env.production.example', '.env.dist', '.env.docker', '.env']

const fromEnvironment = (root: string, name: string, { read }: Repository): string | undefined => {
  for (const file of examples) {
    const value = new RegExp(`^${name}=["']?([^"'\\s#]*)`, 'm').exec(read(root + file) ?? '')?.[1]
    if (value !== undefined && value !== '' && value !== 'null') return value
  }
  return undefined
}

interface Connection {
  readonly engine?: string
  readonly prefix?: string
}

/** The default connection: by the example of the environment, then by the configuration's own default. */
const connectionOf = (root: string, repository: Repository): Connection => {
  const config = repository.read(`${root}config/database.php`) ?? repository.read(`${root}app/Config/database.php`) ?? ''
  const [, variable = 'DB_CONNECTION', standard] =
    /'default'\s*=>\s*env\(\s*['"](\w+)['"]\s*(?:,\s*['"](\w+)['"]\s*)?\)/.exec(config) ??
    /'default'\s*=>\s*(?=['"])()['"](\w+)['"]/.exec(config) ??
    []
  const name = (variable === '' ? undefined : fromEnvironment(root, variable, repository)) ?? standard
  if (name === undefined) return {}
  // Its block ends where the next connection begins, or the list of them.
  const block = new RegExp(`['"]${name}['"]\\s*=>\\s*\\[([\\s\\S]*?)\\n\\s{0,8}\\]`).exec(config)?.[1] ?? ''
  const driver = /'driver'\s*=>\s*['"](\w+)['"]/.exec(block)?.[1] ?? name
  const [, plain, from, otherwise] = /'prefix'\s*=>\s*(?:['"](\w*)['"]|env\(\s*['"](\w+)['"]\s*(?:,\s*['"](\w*)['"])?)/.exec(block) ?? []
  const prefix = plain ?? (from === undefined ? undefined : (fromEnvironment(root, from, repository) ?? otherwise))
  const engine = drivers[driver]
  return { ...(engine === undefined ? {} : { engine }), ...(prefix === undefined || prefix === '' ? {} : { prefix }) }
}

/** The sets of migrations of Laravel applications: all folders of an application are one, as their ledger is. */
export const findProjects = (repository: Repository): readonly Project[] => {
  const roots = rootsOf(repository)
  const folders = new Map<string, Set<string>>()
  for (const path of repository.paths) {
    const [, before = '', name] = migrationPath.exec(path) ?? []
    if (name === undefined || /(^|\/)(vendor|node_modules|tests?)\//i.test(path)) continue
    const root = ownerOf(before, roots, repository)
    if (root === undefined) continue
    folders.set(root, (folders.get(root) ?? new Set()).add(`${before}${name}`))
  }
  return [...folders].flatMap(([root, own]) => {
    const locked = lockedIn(root, repository)
    if (locked === undefined) return []
    const { engine, prefix } = connectionOf(root, repository)
    const providers = repository.paths.filter(path => path.startsWith(root) && isProvider(path))
    const builderDefaults = builderDefaultsIn(providers.flatMap(path => repository.read(path) ?? []))
    const version = locked.version.split('.').slice(0, 2).join('.')
    return [
      {
        folders: [...own].toSorted(),
        ...(root === '' ? {} : { root }),
        version,
        ...(engine === undefined ? {} : { engine }),
        options: {
          version,
          ...(prefix === undefined ? {} : { tablePrefix: prefix }),
          ...(Object.keys(builderDefaults).length === 0 ? {} : { builderDefaults }),
          ...(locked.doctrine && Number.parseInt(version, 10) < 11 ? { doctrine: true } : {}),
        },
        because: `${root}${locked.file} has ${locked.package} ${locked.version}`,
      },
    ]
  })
}

/** The application a folder belongs to: a module may have a `composer.json` of its own, which installs no framework. */
const ownerOf = (folder: string, roots: readonly string[], repository: Repository): string | undefined =>
  roots
    .filter(root => folder.startsWith(root))
    .toSorted((a, b) => b.length - a.length)
    .find(
      root =>
        lockedIn(root, repository)?.file === 'composer.lock' ||
        repository.paths.includes(`${root}artisan`) ||
        isOutermost(root, folder, roots),
    )

const isOutermost = (root: string, folder: string, roots: readonly string[]): boolean =>
  !roots.some(other => other !== root && other.length < root.length && folder.startsWith(other))
