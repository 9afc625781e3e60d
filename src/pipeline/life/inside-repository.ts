import { realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { rootOf } from '../repository.ts'

const leaves = (folder: string, file: string): boolean => {
  const way = relative(folder, file)
  return isAbsolute(way) || /^\.\.(?:[/\\]|$)/.test(way)
}

/**
 * The plan, unless its state names a file outside the repository, that commands would read, write or remove there.
 *
 * @param root of the workspace, absolute; it may be a folder of the repository
 * @param from the state, from there
 */
export const insideRepository = (root: string, from: string, stored: StoredPlan): Result<StoredPlan> => {
  const isOutside = ({ path }: { readonly path: string }): boolean =>
    isAbsolute(path) || (leaves(root, resolve(root, path)) && leaves(rootOf(root), resolve(realpathSync(root), path)))
  const outside = stored.state.files.find(isOutside)
  return outside === undefined
    ? ok(stored)
    : fail(
        error(
          'path-leaves-repository',
          `${from} names a file outside the repository: ${outside.path}. Nothing was written.`,
          'restore it from version control',
        ),
      )
}
