import { dirname } from 'node:path/posix'
import type { FlywaySettings, Repository } from '../../read.ts'
import { readProperties, readToml, readYaml, settingIn, type Settings } from '../../settings-text.ts'

/** What one file of a project says about Flyway. */
export interface Configuration {
  readonly path: string
  /** The folder it speaks for: of a module, of the repository. */
  readonly module: string
  /** As written: `classpath:db/migration`, `filesystem:sql`. */
  readonly locations: readonly string[]
  readonly placeholders: Readonly<Record<string, string>>
  readonly settings: FlywaySettings
  readonly url?: string
  readonly version?: string
}

const readers: readonly (readonly [RegExp, (text: string) => Settings, prefix: string])[] = [
  [/(?:^|\/)flyway(?:\.user)?\.toml$/, readToml, 'flyway.'],
  [/(?:^|\/)[\w.-]*flyway[\w.-]*\.(?:conf|properties)$/, readProperties, 'flyway.'],
  [/(?:^|\/)application(?:-[\w-]+)?\.properties$/, readProperties, 'spring.flyway.'],
  [/(?:^|\/)application(?:-[\w-]+)?\.ya?ml$/, readYaml, 'spring.flyway.'],
]

/** `src/main/resources/application.properties` speaks for all of its module. */
export const moduleOf = (path: string): string => {
  const [module] = /^(?:.*\/)?(?=src\/(?:main|test)\/)/.exec(path) ?? [`${dirname(path)}/`]
  return module
    .replace(/\/$/, '')
    .replace(/^\.$/, '')
    .replace(/(?:^|\/)(?:conf|gradle)$/, '')
}

export const configurationsIn = ({ paths, read }: Repository): readonly Configuration[] =>
  paths.flatMap(path => {
    const reader = readers.find(([pattern]) => pattern.test(path))
    const isBuild = /(?:^|\/)(?:pom\.xml|[\w.-]*\.gradle(?:\.kts)?|libs\.versions\.toml)$/.test(path)
    if (reader === undefined && !isBuild) return []
    const text = read(path)
    if (text === undefined || !/flyway/i.test(text)) return []
    return [reader === undefined ? fromBuild(path, text) : fromSettings(path, reader[1](text), reader[2])]
  })

const fromSettings = (path: string, all: Settings, prefix: string): Configuration => {
  const value = (name: string): string | undefined => {
    const found = settingIn(all, prefix + name)
    return found === undefined ? undefined : defaultOf(typeof found === 'string' ? found : found.join(','))
  }
  const list = (name: string): readonly string[] | undefined => {
    const found = settingIn(all, prefix + name)
    return typeof found === 'string' ? found.split(',').map(each => each.trim()) : found
  }
  const flag = (name: string): boolean | undefined => {
    const written = value(name)
    return written === 'true' ? true : written === 'false' ? false : undefined
  }
  const within = `${prefix}placeholders.`
  const placeholders = [...all].flatMap(([name, written]) => {
    const known = name.toLowerCase().startsWith(within) && typeof written === 'string' ? defaultOf(written) : undefined
    return known === undefined ? [] : [[name.slice(within.length), known] as const]
  })
  const environment = value('environment') ?? 'default'
  const url = [`${prefix}url`, `environments.${environment}.url`, 'spring.datasource.url'].flatMap(name => settingIn(all, name) ?? [])[0]
  return {
    path,
    module: moduleOf(path),
    locations: list('locations') ?? [],
    placeholders: Object.fromEntries(placeholders),
    settings: stated({
      group: flag('group'),
      mixed: flag('mixed'),
      executeInTransaction: flag('executeInTransaction'),
      placeholderReplacement: flag('placeholderReplacement'),
      placeholderPrefix: value('placeholderPrefix'),
      placeholderSuffix: value('placeholderSuffix'),
      sqlMigrationPrefix: value('sqlMigrationPrefix'),
      undoSqlMigrationPrefix: value('undoSqlMigrationPrefix'),
      baselineMigrationPrefix: value('baselineMigrationPrefix'),
      repeatableSqlMigrationPrefix: value('repeatableSqlMigrationPrefix'),
      sqlMigrationSeparator: value('sqlMigrationSeparator'),
      sqlMigrationSuffixes: list('sqlMigrationSuffixes'),
      defaultSchema: value('defaultSchema') ?? list('schemas')?.[0],
      table: value('table'),
      initSql: value('initSql'),
    }),
    ...(typeof url === 'string' ? { url } : {}),
  }
}

/** Spring's `${NAME:default}`; nothing where only the environment knows. */
const defaultOf = (written: string): string | undefined => {
  const found = /^\$\{[\w.]+(?::(.*))?\}$/.exec(written)
  return found === null ? written : found[1]
}

const stated = (settings: FlywaySettings): FlywaySettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))

/** Maven and Gradle: the version, and what the plug-in is told in plain words. */
const fromBuild = (path: string, text: string): Configuration => {
  const version =
    /org\.flywaydb[:.\w'"\s)-]*?[:"'\s]version?[\s("'=]*(\d+(?:\.\d+)+)/.exec(text)?.[1] ??
    /org\.flywaydb:[\w-]+:(\d+(?:\.\d+)+)/.exec(text)?.[1] ??
    /<groupId>org\.flywaydb<\/groupId>\s*<artifactId>[\w-]+<\/artifactId>\s*<version>(\d[\w.]*)<\/version>/.exec(text)?.[1] ??
    /flyway[\w.-]*version["'\]\s>=]+(\d+(?:\.\d+)+)/i.exec(text)?.[1]
  const own = /flyway\s*\{[^]*?\n\}|<artifactId>flyway-maven-plugin<\/artifactId>[^]*?<\/plugin>/.exec(text)?.[0] ?? ''
  const placeholders = /<placeholders>([^]*?)<\/placeholders>/.exec(own)?.[1] ?? ''
  return {
    path,
    module: moduleOf(path),
    locations: [...own.matchAll(/(?:classpath|filesystem):[^"'<>,\s]+/g)].map(([location]) => location),
    placeholders: Object.fromEntries(
      [...placeholders.matchAll(/<([\w.-]+)>([^<]*)<\/\1>/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    settings: {},
    ...(version === undefined ? {} : { version }),
  }
}
