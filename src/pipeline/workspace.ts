import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** The folder that a team's settings and plans belong to. */
export interface Workspace {
  /** Absolute: the folder of the configuration, else the root of the repository, else where the command was run. */
  readonly root: string
  /** Absolute path of `lockstep.config.ts`, where there is one. */
  readonly config?: string
}

const configuration = 'lockstep.config.ts'

/**
 * The workspace around a file or folder, which need not be there.
 *
 * @param about what a command is about; where it was run unless told
 */
export const workspaceOf = (about: string = '.'): Workspace => {
  const there = resolve(about)
  return around(existsSync(there) && statSync(there).isDirectory() ? there : dirname(there)) ?? { root: resolve('.') }
}

/** The nearest configuration, upwards to where version control begins; nothing outside of both. */
const around = (folder: string): Workspace | undefined => {
  const config = join(folder, configuration)
  if (existsSync(config)) return { root: folder, config }
  if (existsSync(join(folder, '.git'))) return { root: folder }
  const parent = dirname(folder)
  return parent === folder ? undefined : around(parent)
}

/** A path as a plan's state records it: from the root of the workspace, with `/`. */
export const pathFrom = (root: string, path: string): string => relative(root, resolve(path)).split(sep).join('/')
