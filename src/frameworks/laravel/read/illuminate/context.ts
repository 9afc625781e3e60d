import type { Name } from '../../../../model/name.ts'
import { nameOf } from '../../../../model/name.ts'
import { tableIn, type Table } from '../../../../model/schema.ts'
import { prefixed } from '../blueprint/wrap.ts'
import type { Settings } from '../blueprint/settings.ts'
import type { PhpClass } from '../php/frame.ts'
import type { Effects } from './effects.ts'

/** The files of the application beside the migrations, read when something asks for them. */
export interface Application {
  /** A class whose code is run: of the files that are read. */
  readonly findClass: (name: string) => PhpClass | undefined
  /** What a class says of itself, its constants and properties: also of the files that composer would load. */
  readonly definition: (name: string) => PhpClass | undefined
  /** The text of a file, by its path from the application's root; null where there is none, undefined where that is not known. */
  readonly textOf: (path: string) => string | null | undefined
  /** The text of a file, by its path from the repository's root. */
  readonly fileAt: (path: string) => string | undefined
  /** `config/<name>.php`, parsed. */
  readonly configFile: (name: string) => PhpClass['file'] | undefined
}

/** What Laravel knows while a migration runs. */
export interface Context {
  readonly effects: Effects
  readonly settings: Settings
  readonly application: Application
  /** What Laravel's own table lists while the migration runs: the names of migrations. */
  readonly ran: readonly string[]
}

/** `app.users` as the name in the catalog, with the connection's prefix. */
export const tableName = (table: string, { settings }: Pick<Context, 'settings'>): Name => {
  const parts = prefixed(table, settings.prefix, settings.major).split('.')
  const schema = parts.length > 1 ? parts.at(-2) : undefined
  return nameOf(parts.at(-1)!, schema === 'public' ? undefined : schema)
}

export const findTable = (table: string, context: Context): Table | undefined =>
  tableIn(context.effects.schema(), tableName(table, context))
