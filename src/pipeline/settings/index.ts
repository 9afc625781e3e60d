import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Config, DatabaseConfig } from '../../dsl/config.ts'
import type { FrameworkOptions } from '../../frameworks/framework.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { cacheFolder } from '../cache-folder.ts'
import { configurationNames, workspaceOf } from '../workspace.ts'
import { chooseDatabase, databasesOf, foldersOf, schemaFileOf, type StatedDatabase } from './choose-database.ts'
import { checkSettings } from './check-settings.ts'
import type { Settings } from './settings.ts'

export type { Settings } from './settings.ts'

/** What a command is about, so that its configuration is found, and in it the database. */
export interface SettingsRequest {
  /** File or folder; the working directory when absent. */
  readonly about?: string
  /** Name of a database of the configuration. */
  readonly database?: string
}

/** The settings that count for a file or folder; without a configuration, those that follow from nothing. */
export const readSettings = async ({ about, database }: SettingsRequest): Promise<Result<Settings>> => {
  const found = await readConfig(about)
  if (!found.ok) return found
  const { file, root, config } = found.value
  const chosen = chooseDatabase(config, root, about, database)
  return chosen.ok ? ok(settingsOf(chosen.value, config, root, file)) : chosen
}

/** The settings of every database of the configuration. */
export const readAllSettings = async (about?: string): Promise<Result<readonly Settings[]>> => {
  const found = await readConfig(about)
  if (!found.ok) return found
  const { file, root, config } = found.value
  return ok(databasesOf(config).map(each => settingsOf(each, config, root, file)))
}

/** The address of the database, as the configuration has it; from the environment where it names a variable. Nothing where it has none. */
export const addressOf = ({ databaseUrl, database }: Settings): Result<string | undefined> => {
  const variable = /^\$\{?(\w+)\}?$/.exec(databaseUrl ?? '')?.[1]
  if (variable === undefined) return ok(databaseUrl)
  const value = process.env[variable]
  return value === undefined || value === ''
    ? fail(
        error(
          'address-not-set',
          `The configuration takes the address of ${database === undefined ? 'the database' : `the database ${database}`} from $${variable}, which is not set here.`,
          `set ${variable}, or say --database-url postgres://user@host/database`,
        ),
      )
    : ok(value)
}

interface FoundConfig {
  readonly file?: string
  readonly root: string
  readonly config: Config
}

const readConfig = async (about?: string): Promise<Result<FoundConfig>> => {
  const { root, config: file } = workspaceOf(about)
  if (file === undefined) return ok({ root, config: {} })
  const there = configurationNames.filter(name => existsSync(join(root, name)))
  if (there.length > 1)
    return fail(
      error(
        'several-configurations',
        `${root} has ${there.join(' and ')}: nothing says which of them counts.`,
        'keep one of them, and remove the rest',
      ),
    )
  const [{ loadConfigFile, configMistakes }, module] = await Promise.all([import('../../dsl/load-config.ts'), import('../../authoring.ts')])
  const loaded = await loadConfigFile(file, { module, cacheFolder })
  if (!loaded.ok) return loaded
  const mistakes = checkSettings(loaded.value, root)
  return mistakes.length === 0 ? ok({ file, root, config: loaded.value }) : configMistakes(file, mistakes)
}

const settingsOf = (database: StatedDatabase, config: Config, root: string, file: string | undefined): Settings => {
  const { name, stated } = database
  const { maxStall, patience, ...policy } = stated.policy ?? {}
  const schema = schemaFileOf(database)
  return {
    ...(file === undefined ? {} : { file }),
    root,
    ...(name === undefined ? {} : { database: name }),
    ...present({
      engine: stated.engine,
      framework: stated.framework,
      folders: foldersOf(database),
      databaseUrl: stated.databaseUrl,
      maxStall,
      patience,
      tenants: stated.tenants,
      formatter: stated.formatter,
    }),
    schema,
    changes: `${dirname(schema)}/changes`.replace(/^\.\//, ''),
    options: optionsOf(stated, foldersOf(database)?.[0]),
    policy: present(policy),
    environments: config.environments ?? [],
  }
}

/** What the emitter of a framework is told of a database. */
export const optionsOf = (stated: DatabaseConfig, folder: string | undefined): FrameworkOptions => {
  const { version, author, contexts, labels, strongMigrations, acronyms, tablePrefix, connection, header, jobs, lockCode, naming } = stated
  return present({
    version,
    author,
    contexts,
    labels,
    strongMigrations,
    acronyms,
    tablePrefix,
    connection,
    header,
    jobs,
    lockCode,
    layout: naming?.layout,
    naming: naming?.name,
    numbering: naming?.version,
    postMigrate:
      stated.postMigrate === undefined
        ? undefined
        : relative(folder ?? 'db/migrate', stated.postMigrate)
            .split(sep)
            .join('/'),
  })
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

const present = <T extends object>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>
