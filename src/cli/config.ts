import { relative, resolve } from 'node:path'
import type { FrameworkId } from '../model/framework.ts'
import type { Settings } from '../pipeline.ts'
import { UsageError, type ExitCode } from './exit-code.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'

/**
 * What the configuration says for a file or folder; where something is wrong with it, that is reported, and the exit code returned.
 *
 * @param about what the command is about; the working directory when absent
 * @param database name of a database, from the command line
 */
export async function settingsFor(
  about: string | undefined,
  database: string | undefined,
  terminal: Terminal,
): Promise<Settings | ExitCode> {
  const { readSettings } = await import('../pipeline.ts')
  const read = await readSettings({ ...(about === undefined ? {} : { about }), ...(database === undefined ? {} : { database }) })
  if (read.ok) return read.value
  return refuse(read.diagnostics, terminal)
}

/** Options that the configuration answers where the command line does not. */
export interface Configurable {
  readonly database?: string
  readonly engine?: string
  readonly to?: FrameworkId
  readonly frameworkVersion?: string
  readonly layout?: string
  readonly author?: string
  readonly out?: string
}

/** The options with what the configuration answers. What it says of its framework counts for that framework only. */
export function answered<T extends Configurable>(options: T, settings: Settings): T {
  const { engine, framework, folders = [], root } = settings
  const isOwn = framework !== undefined && (options.to === undefined || options.to === framework)
  const [folder] = folders
  const answers: Configurable = {
    engine,
    ...(isOwn
      ? {
          to: framework,
          frameworkVersion: settings.options.version,
          layout: settings.options.layout,
          author: settings.options.author,
          out: folder === undefined ? undefined : relative(resolve('.'), resolve(root, folder)),
        }
      : {}),
  }
  return { ...stated(answers), ...stated(options) } as T
}

/** What a command does with options and settings, once nothing is wrong with the configuration. */
export async function configured<T extends Configurable>(
  given: T,
  about: string | undefined,
  terminal: Terminal,
): Promise<{ readonly options: T; readonly settings: Settings } | ExitCode> {
  const settings = await settingsFor(about, given.database, terminal)
  return typeof settings === 'number' ? settings : { options: answered(given, settings), settings }
}

/** What is to be judged. */
interface Judged {
  readonly paths: readonly string[]
  readonly database?: string
  /** From the command line. */
  readonly engine?: string
}

/** For what migrations are judged, as far as it is said; the rest is found out. */
interface JudgedAs {
  readonly engine?: string
  /** Files of plain SQL have it: their names may leave it open. */
  readonly layout?: string
}

/**
 * What command line and configuration say of the migrations that are to be judged. Files of several databases may be judged
 * together where their servers are alike. With an engine on the command line nothing has to be right with the configuration.
 */
export async function judgedAs({ paths, database, engine }: Judged, terminal: Terminal): Promise<JudgedAs | ExitCode> {
  const { readSettings } = await import('../pipeline.ts')
  const read = await Promise.all(paths.map(about => readSettings({ about, ...(database === undefined ? {} : { database }) })))
  const settings = read.flatMap(each => (each.ok ? [each.value] : []))
  // Paths of one workspace have the same mistakes.
  const wrong = read.find(each => !each.ok)?.diagnostics ?? []
  const alike = engine === undefined && wrong.some(({ code }) => code === 'several-databases') ? await allEngines(paths[0]) : []
  if (engine === undefined && wrong.length > 0 && alike.length !== 1) return refuse(wrong, terminal)
  return stated({
    engine: engine ?? alike[0] ?? settings.find(each => each.engine !== undefined)?.engine,
    layout: settings.find(each => each.framework === 'sql' && each.options.layout !== undefined)?.options.layout,
  })
}

const allEngines = async (about: string | undefined): Promise<readonly string[]> => {
  const { readAllSettings } = await import('../pipeline/settings/index.ts')
  const all = await readAllSettings(about)
  return all.ok ? [...new Set(all.value.map(({ engine }) => engine ?? 'postgres'))] : []
}

/**
 * The environment that is meant: the one the command line names, which must be one of the configuration's where that names any;
 * otherwise the last of them, production where it names none.
 */
export async function environmentFor(named: string | undefined, { environments }: Pick<Settings, 'environments'>): Promise<string> {
  if (named === undefined) return environments.at(-1) ?? 'production'
  if (environments.length === 0 || environments.includes(named)) return named
  const near = await (await import('../pipeline.ts')).nearestWord(named, environments)
  throw new UsageError(
    `--env ${named} is none of the environments of lockstep.config.ts${near === undefined ? '' : `; did you mean ${near}?`} There are: ${environments.join(', ')}`,
  )
}

const stated = (options: object): object => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
