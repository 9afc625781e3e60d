import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keyOf } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'
import { cacheFolder } from '../cache-folder.ts'
import { workspaceOf } from '../workspace.ts'

/** What of a table has a name. */
export interface TableNames {
  readonly columns: readonly string[]
  readonly index: readonly string[]
  readonly constraint: readonly string[]
  readonly trigger: readonly string[]
  readonly policy: readonly string[]
}

/** The names of the schemas of a workspace: what a shell completes. */
export interface SchemaNames {
  readonly tables: Readonly<Record<string, TableNames>>
  /** Each with its labels. */
  readonly enums: Readonly<Record<string, readonly string[]>>
  /** Each with the names of its conditions. */
  readonly domains: Readonly<Record<string, readonly string[]>>
  readonly views: readonly string[]
  readonly routines: readonly string[]
  readonly sequences: readonly string[]
  readonly extensions: readonly string[]
  /** Of the configuration, where it has several. */
  readonly databases: readonly string[]
}

const none: SchemaNames = { tables: {}, enums: {}, domains: {}, views: [], routines: [], sequences: [], extensions: [], databases: [] }

/** Names and the files they were read from, each with its size and time. */
interface Entry {
  readonly stamps: Readonly<Record<string, string>>
  readonly names: SchemaNames
}

/** The names of all databases of the workspace; remembered until the configuration or a schema file changes. */
export async function schemaNames(): Promise<SchemaNames> {
  const workspace = workspaceOf()
  const path = join(cacheFolder, `names-${createHash('sha256').update(workspace.root).digest('hex').slice(0, 32)}.json`)
  const known = readEntry(path)
  if (known !== undefined && Object.entries(known.stamps).every(([file, stamp]) => stampOf(file) === stamp)) return known.names
  const { readAllSettings } = await import('../settings/index.ts')
  const settings = await readAllSettings()
  if (!settings.ok) return none
  const files = settings.value.map(({ root, schema }) => join(root, schema))
  const [{ loadSchemaFile }, module] = await Promise.all([import('../../dsl/load.ts'), import('../../authoring.ts')])
  const loaded = await Promise.all(files.filter(file => stampOf(file) !== '').map(file => loadSchemaFile(file, { module, cacheFolder })))
  const read = [...(workspace.config === undefined ? [] : [workspace.config]), ...files.flatMap(besides)]
  const databases = settings.value.flatMap(({ database }) => database ?? [])
  const start: SchemaNames = { ...none, databases }
  const names = loaded.reduce((all, each) => (each.ok ? together(all, namesOf(each.value.schema)) : all), start)
  // A schema with a mistake in it is read again as soon as the mistake may be gone.
  if (loaded.every(each => each.ok)) remember(path, { stamps: Object.fromEntries(read.map(file => [file, stampOf(file)])), names })
  return names
}

const stampOf = (file: string): string => {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`
}

/** The schema file and the scripts beside it, which it may import. */
const besides = (file: string): readonly string[] => {
  if (stampOf(file) === '') return [file]
  const folder = dirname(file)
  return [
    file,
    ...readdirSync(folder)
      .filter(name => /\.[cm]?[jt]s$/.test(name))
      .map(name => join(folder, name)),
  ]
}

const readEntry = (path: string): Entry | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Entry
  } catch {
    return undefined // not there yet, or half of it: made anew
  }
}

function remember(path: string, entry: Entry): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, JSON.stringify(entry))
  renameSync(temporary, path)
}

const named = (parts: readonly { readonly name: string }[] = []): readonly string[] => parts.map(({ name }) => name)

const namesOf = ({ tables, enums, domains, views, routines, sequences, extensions }: Schema): Omit<SchemaNames, 'databases'> => ({
  tables: Object.fromEntries(
    tables.entries().map(([key, table]) => [
      key,
      {
        columns: named(table.columns),
        index: named(table.indexes),
        constraint: named(table.constraints),
        trigger: named(table.triggers),
        policy: named(table.policies),
      },
    ]),
  ),
  enums: Object.fromEntries(enums.entries().map(([key, { values }]) => [key, values])),
  domains: Object.fromEntries(domains.entries().map(([key, { checks }]) => [key, named(checks)])),
  views: views.keys(),
  routines: [...new Set(routines.values().map(({ name }) => keyOf(name)))],
  sequences: sequences.keys(),
  extensions: extensions.keys(),
})

const together = (a: SchemaNames, b: Omit<SchemaNames, 'databases'>): SchemaNames => ({
  ...a,
  tables: { ...a.tables, ...b.tables },
  enums: { ...a.enums, ...b.enums },
  domains: { ...a.domains, ...b.domains },
  views: [...a.views, ...b.views],
  routines: [...a.routines, ...b.routines],
  sequences: [...a.sequences, ...b.sequences],
  extensions: [...a.extensions, ...b.extensions],
})
