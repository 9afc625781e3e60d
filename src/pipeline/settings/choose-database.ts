import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, relative, resolve, sep } from 'node:path'
import type { Config, DatabaseConfig } from '../../dsl/config.ts'
import { nearest } from '../../dsl/did-you-mean.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { isBelow } from '../projects.ts'

/** A database of a configuration, as it is stated; without a name where the configuration has but one. */
export interface StatedDatabase {
  readonly name?: string
  readonly stated: DatabaseConfig
}

/** The databases a configuration states, each with what the top of the file says for all. */
export const databasesOf = ({ databases, environments: _, ...all }: Config): readonly StatedDatabase[] =>
  databases === undefined
    ? [{ stated: all }]
    : Object.entries(databases).map(([name, own]) => ({
        name,
        stated: {
          ...all,
          ...own,
          ...(all.naming === undefined && own.naming === undefined ? {} : { naming: { ...all.naming, ...own.naming } }),
          ...(all.policy === undefined && own.policy === undefined ? {} : { policy: { ...all.policy, ...own.policy } }),
        },
      }))

/** Of several databases, Rails keeps the migrations of all but the first in `db/<name>_migrate`. */
export const foldersOf = ({ name, stated }: StatedDatabase): readonly string[] | undefined =>
  stated.folders ??
  (stated.framework === 'rails' && name !== undefined && name !== 'primary' && name !== 'main' ? [`db/${name}_migrate`] : undefined)

/** Its schema file, from the folder of the configuration. */
export const schemaFileOf = ({ name, stated }: StatedDatabase): string =>
  stated.schema ?? (name === undefined ? 'lockstep/schema.ts' : `lockstep/${name}/schema.ts`)

/**
 * The database that is meant: the one that is named, the only one there is, the one in whose folders the file lies, or the one whose schema the file imports.
 *
 * @param root absolute: the folder of the configuration
 * @param about the file or folder the command is about
 */
export const chooseDatabase = (config: Config, root: string, about?: string, named?: string): Result<StatedDatabase> => {
  const all = databasesOf(config)
  if (named !== undefined) return byName(all, named)
  const [only, second] = all
  if (only !== undefined && second === undefined) return ok(only)
  const path = about === undefined ? undefined : slashed(relative(root, resolve(about)))
  const lying = path === undefined ? [] : all.filter(each => homesOf(each, all).some(folder => isBelow(path, folder)))
  if (lying.length === 1) return ok(lying[0]!)
  const imported = about === undefined ? [] : importsOf(resolve(about)).map(file => slashed(relative(root, file)))
  const importing = all.filter(each => imported.includes(normal(schemaFileOf(each))))
  if (importing.length === 1) return ok(importing[0]!)
  return fail(
    error(
      'several-databases',
      `The configuration has ${all.length} databases, and nothing says which one is meant:\n${all
        .map(each => `- ${each.name}: ${[...(foldersOf(each) ?? []), schemaFileOf(each)].join(', ')}`)
        .join('\n')}`,
      about === undefined
        ? 'name it: --database NAME'
        : `name it: --database NAME; or put the file into its folder (${all.map(each => `lockstep/${each.name}/changes`).join(', ')})`,
    ),
  )
}

const byName = (all: readonly StatedDatabase[], named: string): Result<StatedDatabase> => {
  const found = all.find(({ name }) => name === named)
  if (found !== undefined) return ok(found)
  const known = all.flatMap(({ name }) => name ?? [])
  if (known.length === 0)
    return fail(
      error(
        'unknown-database',
        `There is no database ${named}: nothing here names several.`,
        'leave --database out, or add databases: { … } to lockstep.config.ts',
      ),
    )
  const near = nearest(named, known)
  return fail(
    error(
      'unknown-database',
      `The configuration has no database ${named}${near === undefined ? '' : `; did you mean ${near}?`}`,
      `it has ${known.join(', ')}`,
    ),
  )
}

const slashed = (path: string): string => path.split(sep).join('/')
const normal = (path: string): string => path.replace(/^\.\//, '').replace(/\/$/, '')

/** Folders of one database alone: that of its schema file, `lockstep/<name>`, and its migrations. */
const homesOf = (database: StatedDatabase, all: readonly StatedDatabase[]): readonly string[] => {
  const own = placesOf(database)
  const others = all.filter(each => each !== database).flatMap(placesOf)
  return own.filter(folder => !others.some(other => isBelow(other, folder)))
}

const placesOf = (database: StatedDatabase): readonly string[] =>
  [dirname(schemaFileOf(database)), `lockstep/${database.name}`, ...(foldersOf(database) ?? [])].map(normal)

/** The files a script imports by a path: what `import … from '../schema.ts'` names. */
const importsOf = (file: string): readonly string[] => {
  if (!existsSync(file) || !statSync(file).isFile()) return []
  return [...readFileSync(file, 'utf8').matchAll(/\bfrom\s*['"](\.{1,2}\/[^'"]+)['"]/g)].map(([, path = '']) => {
    const named = join(dirname(file), path)
    return extname(named) === '' ? `${named}.ts` : named
  })
}
