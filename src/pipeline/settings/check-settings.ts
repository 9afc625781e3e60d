import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { ConfigMistake } from '../../dsl/check-config.ts'
import type { Config, DatabaseConfig } from '../../dsl/config.ts'
import { parseEngine } from '../../engines/postgres/versions.ts'
import { isSupported, supportedVersions } from '../../frameworks/supported-versions.ts'
import type { FrameworkId } from '../../model/framework.ts'
import { databasesOf, schemaFileOf } from './choose-database.ts'

/** Where each framework looks by itself: need not be there yet. */
const conventional: Readonly<Record<FrameworkId, RegExp>> = {
  rails: /^db\/(?:\w+_)?migrate$/,
  laravel: /^database\/migrations$/,
  flyway: /^src\/main\/resources\/db\/migration$/,
  liquibase: /^src\/main\/resources\/db\/changelog$/,
  alembic: /^alembic\/versions$/,
  sql: /^db\/migrations$/,
}

const layouts: Readonly<Partial<Record<FrameworkId, readonly string[]>>> = {
  sql: ['pairs', 'golang-migrate', 'goose', 'dbmate'],
  liquibase: ['xml', 'yaml', 'json', 'sql'],
}

/** Which frameworks a setting says something to; the others would pass over it. */
const only: Readonly<Partial<Record<keyof DatabaseConfig, readonly FrameworkId[]>>> = {
  author: ['liquibase'],
  contexts: ['liquibase'],
  labels: ['liquibase'],
  strongMigrations: ['rails'],
  postMigrate: ['rails'],
  acronyms: ['rails'],
  tablePrefix: ['rails', 'laravel'],
  connection: ['laravel'],
}

/**
 * Everything wrong in a configuration of which every key is right by itself: engines and versions that are not supported,
 * folders that are not there, settings for another framework, two databases in one folder.
 *
 * @param root absolute: the folder of the configuration
 */
export const checkSettings = (config: Config, root: string): readonly ConfigMistake[] => {
  const { databases, environments: _, ...top } = config
  const places: readonly (readonly [path: readonly string[], stated: DatabaseConfig, inherited: DatabaseConfig])[] = [
    [[], top, {}],
    ...Object.entries(databases ?? {}).map(([name, own]) => [['databases', name], own, top] as const),
  ]
  return [
    ...places.flatMap(([path, stated, inherited]) =>
      checkOne(path, stated, { ...inherited, ...stated }, databases !== undefined && path.length === 0, root),
    ),
    ...sharedFiles(config),
  ]
}

const checkOne = (
  path: readonly string[],
  stated: DatabaseConfig,
  all: DatabaseConfig,
  isForSeveral: boolean,
  root: string,
): readonly ConfigMistake[] => {
  const wrong = (key: string, code: string, message: string, help: string): ConfigMistake => ({
    path: [...path, ...key.split('.')],
    code,
    message,
    help,
  })
  const { framework } = all
  const engine = stated.engine === undefined ? undefined : parseEngine(stated.engine)
  return [
    ...(engine === undefined || engine.ok
      ? []
      : engine.diagnostics.map(({ message, help }) => wrong('engine', 'unsupported-engine', message, help ?? 'write postgres@16'))),
    ...versionMistakes(stated, framework, wrong),
    ...(stated.naming?.layout === undefined || framework === undefined || layouts[framework]?.includes(stated.naming.layout) === true
      ? []
      : [
          wrong(
            'naming.layout',
            'wrong-setting',
            `naming.layout ${stated.naming.layout} is not one of ${framework}`,
            layouts[framework] === undefined ? 'it has one layout: leave it out' : `there are ${layouts[framework].join(', ')}`,
          ),
        ]),
    // At the top of several databases of different frameworks, each takes what concerns it.
    ...(framework === undefined || isForSeveral
      ? []
      : (Object.keys(only) as (keyof DatabaseConfig)[]).flatMap(key =>
          stated[key] === undefined || only[key]!.includes(framework)
            ? []
            : [
                wrong(
                  key,
                  'setting-without-effect',
                  `${key} is for ${only[key]!.join(' and ')}, and the framework is ${framework}`,
                  'leave it out',
                ),
              ],
        )),
    ...[
      ...(stated.folders ?? []).map(folder => ['folders', folder] as const),
      ...(stated.postMigrate === undefined ? [] : [['postMigrate', stated.postMigrate] as const]),
    ].flatMap(([key, folder]) =>
      folderMistakes(folder, framework, root).map(([code, message, help]) => wrong(key, code, `${key}: ${message}`, help)),
    ),
    ...(stated.schema === undefined || /\.[cm]?[jt]s$/.test(stated.schema)
      ? []
      : [
          wrong(
            'schema',
            'wrong-setting',
            `schema must be a schema file of Lockstep's, and is ${stated.schema}`,
            'such as lockstep/schema.ts; lockstep pull writes it',
          ),
        ]),
  ]
}

const versionMistakes = (
  { version }: DatabaseConfig,
  framework: FrameworkId | undefined,
  wrong: (key: string, code: string, message: string, help: string) => ConfigMistake,
): readonly ConfigMistake[] => {
  if (version === undefined) return []
  if (framework === undefined)
    return [
      wrong(
        'version',
        'version-of-nothing',
        'version is that of the framework, and no framework is named',
        "add framework: 'rails', or leave it out; the server's version stands in engine",
      ),
    ]
  const known = supportedVersions[framework]
  if (isSupported(version, known)) return []
  return [wrong('version', 'unsupported-version', `${framework} ${version} is not supported`, `there are ${known.join(', ')}`)]
}

const folderMistakes = (
  folder: string,
  framework: FrameworkId | undefined,
  root: string,
): readonly (readonly [code: string, message: string, help: string])[] => {
  if (isAbsolute(folder))
    return [['wrong-setting', `${folder} begins at the root of this machine`, 'write it from the folder of the configuration']]
  const there = join(root, folder)
  if (existsSync(there))
    return statSync(there).isDirectory() ? [] : [['no-such-folder', `${folder} is a file, not a folder`, 'name the folder it lies in']]
  if (framework !== undefined && conventional[framework].test(folder.replace(/^\.\//, '').replace(/\/$/, ''))) return []
  return [['no-such-folder', `there is no folder ${folder} beside the configuration`, `correct it, or make it: mkdir -p ${folder}`]]
}

/** Two databases of one framework that would write into one folder, or state one schema file. */
const sharedFiles = (config: Config): readonly ConfigMistake[] => {
  if (config.databases === undefined) return []
  const seen = new Map<string, string>()
  return databasesOf(config).flatMap(each => {
    const [folder] = each.stated.folders ?? []
    // Laravel keeps the migrations of all connections in one folder: each file names its own.
    const place = folder === undefined || each.stated.framework === 'laravel' ? undefined : `folder ${folder}`
    return [place, `schema file ${schemaFileOf(each)}`].flatMap(shared => {
      if (shared === undefined) return []
      const other = seen.get(shared)
      seen.set(shared, each.name!)
      return other === undefined
        ? []
        : [
            {
              path: ['databases', each.name!],
              code: 'databases-share-files',
              message: `The databases ${other} and ${each.name} have one ${shared}`,
              help: `say ${shared.startsWith('folder') ? 'folders' : 'schema'} for ${each.name}`,
            },
          ]
    })
  })
}
