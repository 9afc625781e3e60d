import { basename, dirname } from 'node:path/posix'
import { engineHintedBy, engineNamedBy } from '../../other-engines.ts'
import type { FlywaySettings, Project, Repository } from '../../read.ts'
import { readFileName } from '../read/file-name.ts'
import { configurationsIn, moduleOf, type Configuration } from './configuration.ts'

/** Folders of tests and of what a build makes hold copies. */
const aside = /(?:^|\/)(?:node_modules|vendor|target|build|out|bin|tests?|testdata|fixtures|it|integrationTest|intTest)\//

/** Flyway's projects in a repository: told by the names of its scripts, and by what its configuration says of them. */
export const findProjects = (repository: Repository): readonly Project[] => {
  const configurations = configurationsIn(repository).filter(({ path }) => !aside.test(path))
  const isMigration = migrationNames(configurations)
  const scripts = repository.paths.filter(path => !aside.test(path) && isMigration(path))
  const located = configurations.flatMap(configuration => foldersOf(configuration, repository.paths))
  // Classes lie apart from the scripts; they make a project only where there is no script at all.
  const texts = scripts.filter(path => !isClass(path))
  const roots = outermost([...new Set([...located, ...(texts.length > 0 ? texts : scripts).map(rootOf)])])
  return roots.flatMap(root => {
    const own = scripts.filter(path => path.startsWith(`${root}/`))
    return engines(own).map(engine => projectOf(root, own, engine, configurations, repository))
  })
}

const isClass = (path: string): boolean => /\.(?:java|kt)$/.test(path)

const migrationNames = (configurations: readonly Configuration[]): ((path: string) => boolean) => {
  const own = configurations
    .map(({ settings }) => settings)
    .filter(settings => settings.sqlMigrationPrefix ?? settings.sqlMigrationSeparator ?? settings.sqlMigrationSuffixes)
  const isNamed = (path: string, settings: FlywaySettings): boolean => {
    const kind = readFileName(basename(path), settings)?.kind
    return (kind === 'versioned' || kind === 'baseline') && basename(path).includes(settings.sqlMigrationSeparator ?? '__')
  }
  return path => [{}, ...own].some(settings => isNamed(path, settings))
}

/** The location a script lies in: the folder that is called so, or its own without the engine's name. */
const rootOf = (script: string): string => {
  const folder = dirname(script)
  const named = /^(?:.*\/)?(?:db\/)?migrations?(?=\/|$)/.exec(folder)?.[0]
  if (named !== undefined) return named
  return engineNamedBy(`${folder}/x`) !== undefined && engineNamedBy(`${dirname(folder)}/x`) === undefined ? dirname(folder) : folder
}

const outermost = (folders: readonly string[]): readonly string[] =>
  folders.filter(folder => !folders.some(other => other !== folder && folder.startsWith(`${other}/`))).toSorted()

/** The locations of a configuration as folders of the repository; `{vendor}` is left to the folders that are there. */
const foldersOf = ({ locations, module, path }: Configuration, paths: readonly string[]): readonly string[] =>
  locations.flatMap(location => {
    const [, kind = 'classpath', written = ''] = /^(?:(classpath|filesystem):)?(.*)$/.exec(location) ?? []
    const place = written.replace(/\/?\{vendor\}.*$/, '').replaceAll(/^\.?\/|\/$/g, '')
    if (place === '' || /[*?$]/.test(place)) return []
    if (kind === 'filesystem') return [joined(place.startsWith('src/') ? module : dirname(path), place)]
    const inModule = joined(module, `src/main/resources/${place}`)
    return [paths.flatMap(each => /^(?:.*\/)?src\/main\/resources\//.exec(each)?.[0] ?? []).map(resources => resources + place), [inModule]]
      .flat()
      .filter((folder, n, all) => all.indexOf(folder) === n && (folder === inModule || paths.some(each => each.startsWith(`${folder}/`))))
      .slice(0, 1)
  })

const joined = (folder: string, rest: string): string => (folder === '' || folder === '.' ? rest : `${folder}/${rest}`)

/** One project for each engine that folders or endings name; scripts that name none belong to each. */
const engines = (scripts: readonly string[]): readonly (string | undefined)[] => {
  const named = [...new Set(scripts.map(engineNamedBy))]
  const known = named.filter(engine => engine !== undefined)
  return known.length === 0 ? [undefined] : known.toSorted((a, b) => Number(b === 'postgres') - Number(a === 'postgres'))
}

const projectOf = (
  root: string,
  scripts: readonly string[],
  engine: string | undefined,
  configurations: readonly Configuration[],
  { paths }: Repository,
): Project => {
  const module = moduleOf(`${root}/x`)
  const around = configurations
    .filter(
      each => each.module === '' || module === each.module || module.startsWith(`${each.module}/`) || root.startsWith(`${each.module}/`),
    )
    .toSorted((a, b) => a.module.length - b.module.length)
  const own = scripts.filter(path => [undefined, engine].includes(engineNamedBy(path)))
  const folders = engine === undefined ? [root] : outermost([...new Set(own.map(dirname))])
  const placeholders = Object.assign({}, ...around.map(each => each.placeholders)) as Readonly<Record<string, string>>
  const flyway = Object.assign({}, ...around.map(each => each.settings)) as FlywaySettings
  const url = around.findLast(each => each.url !== undefined)?.url
  const version = around.findLast(each => each.version !== undefined)?.version
  const said = around.findLast(({ path }) => !/pom\.xml|gradle|\.toml$/.test(path) || path.endsWith('flyway.toml')) ?? around.at(-1)
  const stated = engine ?? engineHintedBy(`${root}/x`) ?? engineOfUrl(url)
  return {
    folders: [...folders, ...classFolders(folders, paths), ...undoFolders(root, paths, flyway)],
    ...(version === undefined ? {} : { version }),
    ...(stated === undefined ? {} : { engine: stated }),
    options: {
      ...(Object.keys(placeholders).length === 0 ? {} : { placeholders }),
      ...(Object.keys(flyway).length === 0 ? {} : { flyway }),
    },
    because: [
      own.length === 0 ? `${root} is a location of Flyway's` : `${folders[0]} has ${basename(own[0]!)}`,
      ...(said === undefined ? [] : [`${said.path} speaks of Flyway`]),
    ].join(', '),
  }
}

/** Classes lie under `java` as scripts do under `resources`. */
const classFolders = (folders: readonly string[], paths: readonly string[]): readonly string[] =>
  folders
    .flatMap(folder => ['java', 'kotlin'].map(language => folder.replace('src/main/resources/', `src/main/${language}/`)))
    .filter(
      folder =>
        !folders.includes(folder) && paths.some(path => path.startsWith(`${folder}/`) && /\/V[^/]*__[^/]*\.(?:java|kt)$/.test(path)),
    )

/** Undo scripts for hand use, beside the location, where Flyway does not look. */
const undoFolders = (root: string, paths: readonly string[], settings: FlywaySettings): readonly string[] => {
  const folder = joined(dirname(root), 'undo')
  return paths.some(path => path.startsWith(`${folder}/`) && readFileName(basename(path), settings)?.kind === 'undo') ? [folder] : []
}

const engineOfUrl = (url: string | undefined): string | undefined => {
  const name = /^jdbc:(?:p6spy:|tc:|otel:)?(\w+)/.exec(url ?? '')?.[1]
  return name === undefined ? undefined : name === 'postgresql' ? 'postgres' : name
}
