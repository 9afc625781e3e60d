import type { Project, ReadOptions, Repository } from '../read.ts'

const isChangelogName = (path: string): boolean =>
  /\.(?:xml|ya?ml|json|sql)$/i.test(path) && /change-?log|liquibase|migrat|(?:^|\/)db\/|changes?et|schema/i.test(path)
const isConfig = (path: string): boolean =>
  /(?:^|\/)(?:liquibase[^/]*\.properties|(?:application|bootstrap)[^/]*\.(?:properties|ya?ml))$/i.test(path)
const isBuildFile = (path: string): boolean => /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml)$/.test(path)
const isOurs = (path: string): boolean => !/(?:^|\/)(?:node_modules|target|build|dist|out|vendor)\//.test(path)

interface Changelog {
  readonly path: string
  readonly text: string
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')

/** What a changelog says it includes, roughly: enough to tell which of them are included by none. */
const includesIn = ({ text }: Changelog): readonly string[] =>
  [...text.matchAll(/include(?:All)?\b[^\n]{0,40}?(?:\s|\n){0,40}?(?:-\s*)?["']?(?:file|path)["']?\s*[=:]\s*["']?([^"'\s>},]+)/g)].map(
    ([, path]) => path!,
  )

/** `${name}` and folders above cannot be followed without reading it all; the last part of the path will do. */
const isIncluded = ({ path }: Changelog, said: string): boolean => {
  const end = said
    .replace(/^classpath\*?:/, '')
    .replace(/^(?:\.\.?\/)+/, '')
    .replace(/^.*\$\{[^}]*\}\/?/, '')
    .replace(/^\/|\/$/g, '')
  return end !== '' && (path === end || path.endsWith(`/${end}`) || `/${folderOf(path)}/`.includes(`/${end}/`))
}

/** `spring.liquibase.change-log`, `quarkus.liquibase.change-log`, `changeLogFile` and the like. */
const namedIn = (text: string): readonly string[] =>
  [...text.matchAll(/change-?log(?:-?file)?\s*[:=]\s*["']?(?:classpath\*?:)?\/?([\w./${}-]+\.(?:xml|ya?ml|json|sql))/gi)].map(
    ([, path]) => path!,
  )

const engines: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mariadb',
  h2: 'h2',
  sqlserver: 'mssql',
  oracle: 'oracle',
}
const engineIn = (text: string): string | undefined => {
  const [, kind] = /jdbc:(?:otel:|tc:)?(postgresql|mysql|mariadb|h2|sqlserver|oracle)\b/.exec(text) ?? []
  return kind === undefined ? undefined : engines[kind]
}

/** The version a build file fixes, where it does. */
const versionIn = (text: string): string | undefined =>
  /<liquibase[\w.-]*version>\s*(\d[\w.]*)/.exec(text)?.[1] ??
  /liquibase-core<\/artifactId>\s*<version>\s*(\d[\w.]*)/.exec(text)?.[1] ??
  /liquibase-core['"]?[^\n\d]{0,40}?(\d+\.\d[\w.]*)/.exec(text)?.[1] ??
  /^liquibase\s*=\s*"(\d[\w.]*)"/m.exec(text)?.[1]

/** The projects of a repository: one for each changelog that nothing else includes and that includes others, or that a configuration names. */
export const findProjects = ({ paths, read }: Repository): readonly Project[] => {
  const ours = paths.filter(isOurs)
  const changelogs = ours.filter(isChangelogName).flatMap((path): readonly Changelog[] => {
    const text = read(path)
    const isOne =
      text !== undefined &&
      (/\.sql$/i.test(path) ? /^\ufeff?\s*--\s*liquibase\s*formatted/i.test(text) : text.includes('databaseChangeLog'))
    return isOne ? [{ path, text }] : []
  })
  if (changelogs.length === 0) return []
  const configs = ours.filter(isConfig).flatMap(path => {
    const text = read(path)
    return text === undefined ? [] : [{ path, text }]
  })
  const version = ours.filter(isBuildFile).flatMap(path => versionIn(read(path) ?? '') ?? [])[0]
  const engine = configs.flatMap(({ text }) => engineIn(text) ?? [])[0]
  const about = { ...(version === undefined ? {} : { version }), ...(engine === undefined ? {} : { engine }) }
  const project = (root: Changelog, because: string): Project => ({
    folders: foldersOf(root, changelogs),
    ...about,
    options: { changelog: root.path } satisfies ReadOptions,
    because,
  })
  const named = configs.flatMap(({ path, text }) =>
    namedIn(text).flatMap(said => {
      const root = changelogs.find(each => isIncluded(each, said))
      return root === undefined ? [] : [{ root, because: `${path} names ${root.path}` }]
    }),
  )
  const found = named.filter(({ root }, n) => named.findIndex(each => each.root === root) === n)
  if (found.length > 0) return found.map(({ root, because }) => project(root, because))
  // Those of tests include the real ones, not the other way round.
  const real = changelogs.filter(({ path }) => !/(?:^|\/)(?:test|tests)\//.test(path))
  const candidates = real.length > 0 ? real : changelogs
  const including = candidates.filter(each => includesIn(each).length > 0)
  const masters = including.filter(
    each => !including.some(other => other !== each && includesIn(other).some(said => isIncluded(each, said))),
  )
  if (masters.length > 0) return masters.map(root => project(root, `${root.path} is a databaseChangeLog that includes others`))
  const folders = [...new Set(candidates.map(({ path }) => folderOf(path)))]
  return [{ folders, ...about, options: {}, because: `${candidates[0]!.path} is a databaseChangeLog` }]
}

/** The folder of the changelog, and those outside of it where what it includes lies. */
const foldersOf = (root: Changelog, all: readonly Changelog[]): readonly string[] => {
  const own = folderOf(root.path)
  const folders = new Set([own])
  const follow = (from: Changelog, open: ReadonlySet<string>): void => {
    for (const said of includesIn(from))
      for (const each of all) {
        if (open.has(each.path) || !isIncluded(each, said)) continue
        if (own !== '.' && !each.path.startsWith(`${own}/`)) folders.add(folderOf(each.path))
        follow(each, new Set([...open, each.path]))
      }
  }
  follow(root, new Set([root.path]))
  return [...folders].filter(folder => ![...folders].some(other => other !== folder && folder.startsWith(`${other}/`)))
}
