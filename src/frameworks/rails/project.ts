import { createRequire } from 'node:module'
import type { Project, Repository } from '../read.ts'

/** `db/migrate/20260101093000_add_x.rb`, `db/animals_migrate/…`, `db/main/migrate/…`, with the root of the application before. */
const migrationPath = /^((?:.*\/)?)(db\/(?:[^/]+\/)?(?:[a-z0-9_]+_)?migrate)\/(?:[^/]+\/)*[0-9]+_[_a-z0-9]*\.?[_a-z0-9]*\.rb$/

interface Folder {
  readonly root: string
  /** From the root: `db/migrate`. */
  readonly folder: string
  readonly first: string
  /** With the highest number. */
  readonly newest: string
}

const numberOf = (path: string): bigint => BigInt(/([0-9]+)_[^/]*$/.exec(path)?.[1] ?? 0)

const foldersIn = (paths: readonly string[]): readonly Folder[] => {
  const found = new Map<string, Folder>()
  for (const path of paths) {
    const [, root, folder] = migrationPath.exec(path) ?? []
    if (root === undefined || folder === undefined) continue
    const { first = path, newest = path } = found.get(root + folder) ?? {}
    found.set(root + folder, { root, folder, first, newest: numberOf(path) > numberOf(newest) ? path : newest })
  }
  return [...found.values()]
}

/** `db/post_migrate` is of the same database: its files run after the new application is up. */
const databaseOf = (folder: string): string => folder.replace(/^db\/post_migrate$/, 'db/migrate')

const engines: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  postgis: 'postgres',
  pg: 'postgres',
  mysql2: 'mysql',
  trilogy: 'mysql',
  sqlite3: 'sqlite',
}

/** `config/database.yml`: what it is called may tell that it has to be copied first. */
const configurations = ['config/database.yml', 'config/database.yml.example', 'config/database.yml.sample', 'config/database.example.yml']

type Entry = Readonly<Record<string, unknown>>
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A database of an environment; Rails gives it tasks of its own, with its name, where there are several. */
interface Database {
  readonly name?: string
  readonly entry: Entry
}

const databasesOf = (environment: Entry): readonly Database[] => {
  const named = Object.entries(environment).flatMap(([name, entry]) =>
    isEntry(entry) && entry['replica'] !== true && entry['database_tasks'] !== false ? [{ name, entry }] : [],
  )
  if (named.length > 1) return named
  return [{ entry: named[0]?.entry ?? environment }]
}

/** The databases of all environments, production's first. What embedded Ruby would say is left out. */
const entriesIn = (text: string): readonly Database[] => {
  const { parseDocument } = createRequire(import.meta.url)('yaml') as typeof import('yaml')
  const document = parseDocument(text.replace(/^\s*<%[^=].*%>\s*$/gm, '').replace(/<%=?.*?%>/gs, 'computed'), {
    merge: true,
    logLevel: 'silent',
  })
  if (document.errors.length > 0) return []
  const read: unknown = document.toJS()
  if (!isEntry(read)) return []
  const environments = ['production', 'development', ...Object.keys(read)].flatMap(name => (isEntry(read[name]) ? [read[name]] : []))
  return environments.flatMap(databasesOf)
}

/** `config.generators { |g| g.orm :active_record, primary_key_type: :uuid }`, wherever the application says it. */
const primaryKeyTypeIn = (root: string, paths: readonly string[], read: Repository['read']): string | undefined =>
  paths
    .filter(path => path.startsWith(root) && /^config\/(?:application|initializers\/[^/]+)\.rb$/.test(path.slice(root.length)))
    .map(path => /^[^#\n]*\bprimary_key_type(?::|"?\s*=>)\s*:(\w+)/m.exec(read(path) ?? '')?.[1])
    .find(type => type !== undefined)

const textsIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).filter(each => typeof each === 'string')

/** The one whose migrations lie there. */
const databaseFor = (databases: readonly Database[], folder: string): Database | undefined =>
  databases.find(({ entry }) => textsIn(entry['migrations_paths']).includes(folder)) ??
  (folder === 'db/migrate' ? databases.find(({ entry }) => entry['migrations_paths'] === undefined) : undefined)

const lockedVersion = (lock: string): { readonly gem: string; readonly version: string } | undefined => {
  for (const gem of ['activerecord', 'rails']) {
    const version = new RegExp(`^ {4}${gem} \\((\\d+\\.\\d+[\\w.]*)\\)$`, 'm').exec(lock)?.[1]
    if (version !== undefined) return { gem, version }
  }
  return undefined
}

/** A Gemfile or gemspec names the least version at least. */
const wantedVersion = (text: string): string | undefined =>
  /(?:gem|add_dependency|add_runtime_dependency)\s*\(?\s*["'](?:rails|activerecord)["']\s*,\s*\[?\s*["'][~>=\s]*(\d+\.\d+)/.exec(text)?.[1]

/** What a migration or `schema.rb` was written for: the application's own Rails is that or a later one. */
const headerIn = (text: string): string | undefined => /\bActiveRecord::(?:Migration|Schema)\[(\d+\.\d+)\]/.exec(text)?.[1]

const highest = (versions: readonly (string | undefined)[]): string | undefined =>
  versions
    .filter(version => version !== undefined)
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1)

const shortVersion = (version: string): string => version.split('.').slice(0, 2).join('.')

const schemaFileFor = (root: string, folder: string, has: (path: string) => boolean): string | undefined => {
  // `db/animals_migrate` has `db/animals_schema.rb`, `db/main/migrate` has `db/main/structure.sql`.
  const stem = /^db\/(?:(.+)_)?migrate$/.exec(folder)
  const place = stem === null ? `${root}${folder.replace(/[^/]+$/, '')}` : `${root}db/${stem[1] === undefined ? '' : `${stem[1]}_`}`
  return [`${place}schema.rb`, `${place}structure.sql`].find(has)
}

/** The sets of migrations of Rails applications and engines: one for each database. */
export const findProjects = ({ paths, read }: Repository): readonly Project[] => {
  const folders = foldersIn(paths)
  const known = new Set(paths)
  const databases = new Map<string, Folder[]>()
  for (const folder of folders) {
    const key = folder.root + databaseOf(folder.folder)
    databases.set(key, [...(databases.get(key) ?? []), folder])
  }
  return [...databases.values()].flatMap((members): readonly Project[] => {
    const [{ root, folder, first }] = members as [Folder, ...Folder[]]
    const at = (path: string): string | undefined => read(root + path) ?? (root === '' ? undefined : read(path))
    const locked = lockedVersion(at('Gemfile.lock') ?? '')
    if (locked === undefined && !/Migration\b/.test(read(first) ?? '')) return []
    const lock = at('Gemfile.lock') ?? at('Gemfile') ?? ''
    const specification = paths.find(path => path.startsWith(root) && /^[^/]+\.gemspec$/.test(path.slice(root.length)))
    const schemaFile = schemaFileFor(root, databaseOf(folder), path => known.has(path))
    const version =
      locked?.version ??
      highest([
        ...['Gemfile', ...(specification === undefined ? [] : [specification.slice(root.length)])].map(path =>
          wantedVersion(at(path) ?? ''),
        ),
        ...[...members.map(({ newest }) => newest), ...(schemaFile?.endsWith('.rb') === true ? [schemaFile] : [])].map(path =>
          headerIn(read(path) ?? ''),
        ),
      ])
    const configured = configurations.map(at).flatMap(text => (text === undefined ? [] : entriesIn(text)))
    const database = databaseFor(configured, databaseOf(folder))
    const adapter = database?.entry['adapter']
    const gem = ['pg', 'mysql2', 'trilogy', 'sqlite3'].find(name => new RegExp(`^\\s+${name} \\(|^\\s*gem ["']${name}["']`, 'm').test(lock))
    const engine = (typeof adapter === 'string' ? engines[adapter] : undefined) ?? (gem === undefined ? undefined : engines[gem])
    const prefix = /table_name_prefix\s*=\s*["']([^"']*)["']/.exec(at('config/application.rb') ?? '')?.[1]
    const primaryKeyType = primaryKeyTypeIn(root, paths, read)
    return [
      {
        folders: members.map(member => root + member.folder).toSorted(),
        ...(schemaFile === undefined ? {} : { schemaFile }),
        ...(version === undefined ? {} : { version }),
        ...(engine === undefined ? {} : { engine }),
        ...(database?.name === undefined ? {} : { database: database.name }),
        options: {
          ...(version === undefined ? {} : { version: shortVersion(version) }),
          ...(prefix === undefined || prefix === '' ? {} : { tablePrefix: prefix }),
          ...(primaryKeyType === undefined ? {} : { primaryKeyType }),
          ...(/^\s+strong_migrations \(|^\s*gem ["']strong_migrations["']/m.test(lock) ? { strongMigrations: true } : {}),
        },
        because:
          locked === undefined ? `${root}${folder} has migrations of Active Record` : `Gemfile.lock has ${locked.gem} ${locked.version}`,
      },
    ]
  })
}
