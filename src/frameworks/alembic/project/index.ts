import { dirname, join, normalize } from 'node:path/posix'
import type { Project, Repository } from '../../read.ts'
import { conventionIn, engineOf, versionIn } from './facts.ts'
import { readIni } from './ini.ts'
import { readTable } from './toml.ts'

/** A set of migrations that something in the repository tells of. */
interface Environment {
  /** `script_location`: where `env.py` lies. */
  readonly folder: string
  /** Where revisions lie, if not in `versions` beside it. */
  readonly versions: readonly string[]
  readonly address?: string
  readonly fileTemplate?: string
  readonly because: string
}

/** The environments of Alembic in a repository: those its settings name, and those that lie there unnamed. */
export const findProjects = (repository: Repository): readonly Project[] => {
  const { paths } = repository
  const inFile = paths.filter(path => /(?:^|\/)[^/]*alembic[^/]*\.ini$/i.test(path)).flatMap(path => ofIni(path, repository))
  const inToml = paths.filter(path => /(?:^|\/)pyproject\.toml$/.test(path)).flatMap(path => ofToml(path, repository))
  const lying = paths.filter(path => /(?:^|\/)env\.py$/.test(path)).flatMap(path => ofFolder(dirname(path), repository))
  const found = new Map<string, Environment>()
  for (const environment of [...inFile, ...inToml, ...lying]) if (!found.has(environment.folder)) found.set(environment.folder, environment)
  return [...found.values()].map(environment => projectOf(environment, repository))
}

const projectOf = ({ folder, versions, address, fileTemplate, because }: Environment, repository: Repository): Project => {
  const root = dirname(folder) === '.' ? '' : dirname(folder)
  const version = versionIn(folder, repository)
  const engine = engineOf(folder, address, repository)
  const env = repository.read(join(folder, 'env.py')) ?? ''
  return {
    // All of the environment: its `env.py` and what lies beside it is imported by revisions.
    folders: [...new Set([folder, ...versions])],
    ...(version === undefined ? {} : { version: version.version }),
    ...(engine === undefined ? {} : { engine }),
    options: {
      ...(version === undefined ? {} : { version: version.version }),
      ...(/transaction_per_migration\s*=\s*True|["']transaction_per_migration["']\s*:\s*True/.test(env)
        ? { transactionPerMigration: true }
        : {}),
      ...(fileTemplate === undefined ? {} : { fileTemplate }),
      namingConvention: conventionIn(folder, root.split('/')[0] ?? '', repository),
      readText: repository.read,
    },
    because: version === undefined ? because : `${because}; ${version.file} has alembic ${version.version}`,
  }
}

const ofIni = (path: string, repository: Repository): readonly Environment[] => {
  const here = dirname(path)
  const ini = readIni(repository.read(path) ?? '', here === '.' ? '' : here)
  return ini.sections.flatMap(section => {
    const location = ini.get(section, 'script_location')
    const folder = location === undefined ? undefined : placeOf(location, here, repository)
    if (folder === undefined) return []
    const separator = ini.get(section, 'path_separator') ?? ini.get(section, 'version_path_separator')
    const versions = placesIn(ini.get(section, 'version_locations'), separator).flatMap(each => placeOf(each, here, repository) ?? [])
    const address = ini.get(section, 'sqlalchemy.url')
    const fileTemplate = ini.get(section, 'file_template')
    return [
      {
        folder,
        versions,
        ...(address === undefined ? {} : { address }),
        ...(fileTemplate === undefined ? {} : { fileTemplate }),
        because: `${path} has script_location = ${location?.replace(/^\//, '')}${section === 'alembic' ? '' : ` in [${section}]`}`,
      },
    ]
  })
}

const ofToml = (path: string, repository: Repository): readonly Environment[] => {
  const here = dirname(path)
  const table = readTable(repository.read(path) ?? '', 'tool.alembic')
  const [location] = table?.get('script_location') ?? []
  const [fileTemplate] = table?.get('file_template') ?? []
  const resolve = (said: string): string | undefined => placeOf(said.replace('%(here)s', here === '.' ? '' : here), here, repository)
  const folder = location === undefined ? undefined : resolve(location)
  if (folder === undefined) return []
  return [
    {
      folder,
      versions: (table?.get('version_locations') ?? []).flatMap(each => resolve(each) ?? []),
      ...(fileTemplate === undefined ? {} : { fileTemplate: fileTemplate.replaceAll('%%', '%') }),
      because: `${path} has [tool.alembic]`,
    },
  ]
}

/** Flask-Migrate and others name the folder in their code. */
const ofFolder = (folder: string, { paths }: Repository): readonly Environment[] =>
  paths.some(path => path.startsWith(join(folder, 'versions/')) && path.endsWith('.py'))
    ? [{ folder: folder === '.' ? '' : folder, versions: [], because: `${join(folder, 'env.py')} lies beside versions/` }]
    : []

const placesIn = (said: string | undefined, separator: string | undefined): readonly string[] => {
  if (said === undefined) return []
  const signs: Readonly<Record<string, RegExp>> = { os: /[:\n]/, ':': /[:\n]/, ';': /[;\n]/, space: /\s+/, newline: /\n/ }
  return said
    .split((separator === undefined ? undefined : signs[separator]) ?? /[\s,]+/)
    .map(each => each.trim())
    .filter(each => each !== '')
}

/** A folder as it is said: seen from the file, from the root, or inside of a package (`app:db/migrations`). */
const placeOf = (said: string, here: string, { paths }: Repository): string | undefined => {
  const isThere = (folder: string): boolean => paths.some(path => path.startsWith(`${folder}/`))
  const [, name, within] = /^([\w.]+):(.+)$/.exec(said) ?? []
  if (name !== undefined && within !== undefined) {
    const tail = join(name.replaceAll('.', '/'), within)
    const found = paths.find(path => path.startsWith(`${tail}/`) || path.includes(`/${tail}/`))
    return found === undefined ? undefined : found.slice(0, found.indexOf(tail) + tail.length)
  }
  const trimmed = said.replace(/^\/+/, '')
  return [join(here, trimmed), trimmed].map(each => normalize(each).replace(/\/$/, '')).find(isThere)
}
