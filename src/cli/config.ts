import { dirname, join, relative, resolve } from 'node:path'
import type { FrameworkId } from '../model/framework.ts'
import { ok, type Result } from '../model/diagnostic.ts'
import { workspaceOf } from '../pipeline/workspace.ts'

/** Options that `lockstep.config.ts` answers where the command line does not. */
export interface Configurable {
  readonly engine?: string
  readonly to?: FrameworkId
  readonly frameworkVersion?: string
  readonly layout?: string
  readonly author?: string
  readonly out?: string
}

/**
 * The options with what the configuration answers. What it says of its framework counts for that framework only.
 *
 * @param about the file or folder that the command is about: its repository's configuration counts
 */
export async function configured<T extends Configurable>(options: T, about: string): Promise<Result<T>> {
  const { config: file } = workspaceOf(about)
  if (file === undefined) return ok(options)
  const { loadConfig } = await import('../pipeline.ts')
  const loaded = await loadConfig(file)
  if (!loaded.ok) return loaded
  const { engine, framework, version, folders = [], naming = {} } = loaded.value
  const isOwn = framework !== undefined && (options.to === undefined || options.to === framework)
  const [folder] = folders
  const answers: Configurable = {
    engine,
    ...(isOwn
      ? {
          to: framework,
          frameworkVersion: version,
          layout: naming.layout,
          author: naming.author,
          out: folder === undefined ? undefined : relative(resolve('.'), join(dirname(file), folder)),
        }
      : {}),
  }
  return ok({ ...stated(answers), ...stated(options) } as T)
}

const stated = (options: object): object => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
