import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** The folder that a team's settings and plans belong to. */
export interface Workspace {
  /** Absolute: the folder of the configuration, else the root of the repository, else where the command was run. */
  readonly root: string
  /** Absolute path of `lockstep.config.ts` or `.json`, where there is one. */
  readonly config?: string
}

/** What a configuration may be called; where a folder has several, `readSettings` refuses them. */
export const configurationNames = [
  'lockstep.config.ts',
  'lockstep.config.json',
  'lockstep.config.mts',
  'lockstep.config.js',
  'lockstep.config.mjs',
]

/**
 * The workspace around a file or folder, which need not be there. Where nothing above it has a configuration, the one above
 * the working directory counts, within the same repository.
 *
 * @param about what a command is about; where it was run unless told
 */
export const workspaceOf = (about: string = '.'): Workspace => {
  const there = resolve(about)
  const own = around(existsSync(there) && statSync(there).isDirectory() ? there : dirname(there))
  if (own?.config !== undefined) return own
  const here = around(resolve('.'))
  const isNear = here?.config !== undefined && (own === undefined || `${here.root}${sep}`.startsWith(`${own.root}${sep}`))
  return isNear ? here : (own ?? here ?? { root: resolve('.') })
}

/** The nearest configuration, upwards to where version control begins; nothing outside of both. */
const around = (folder: string): Workspace | undefined => {
  const name = configurationNames.find(each => existsSync(join(folder, each)))
  if (name !== undefined) return { root: folder, config: join(folder, name) }
  if (existsSync(join(folder, '.git'))) return { root: folder }
  const parent = dirname(folder)
  return parent === folder ? undefined : around(parent)
}

/** A path as a plan's state records it: from the root of the workspace, with `/`. */
export const pathFrom = (root: string, path: string): string => relative(root, resolve(path)).split(sep).join('/')
