import type { Repository } from '../../frameworks/read.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { git } from '../repository.ts'

/** What others have brought to the branch that this one is to be merged into. */
export interface BaseBranch {
  /** As git names it: `origin/main`. */
  readonly ref: string
  /** Paths there, from the root of the workspace. */
  readonly paths: ReadonlySet<string>
}

const usual = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'] as const

const exists = (root: string, ref: string): boolean =>
  !ref.startsWith('-') && git(root, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`) !== undefined

const listed = (output: string | undefined): readonly string[] => (output ?? '').split('\0').filter(path => path !== '')

/** The branch of that name, or the default branch; nothing outside of git. */
export const baseBranch = (root: string, since: string | undefined): Result<BaseBranch | undefined> => {
  if (since !== undefined && !exists(root, since))
    return fail(
      error(
        'unknown-version',
        `${since} is no revision of git here.`,
        'name a branch, a tag or a commit; in CI it may have to be fetched first',
      ),
    )
  const ref = since ?? usual.find(each => exists(root, each))
  return ok(ref === undefined ? undefined : { ref, paths: new Set(listed(git(root, 'ls-tree', '-r', '-z', '--name-only', ref))) })
}

/** The repository as it would be once this branch is merged: with what has been added to the other one meanwhile. */
export const mergedWith = (repository: Repository, root: string, { ref }: BaseBranch): Repository => {
  const fork = git(root, 'merge-base', 'HEAD', ref)?.trim()
  if (fork === undefined || fork === '') return repository
  const own = new Set(repository.paths)
  const added = listed(git(root, 'diff', '--name-only', '-z', '--relative', '--diff-filter=A', fork, ref, '--')).filter(
    path => !own.has(path),
  )
  if (added.length === 0) return repository
  const theirs = new Map<string, string | undefined>()
  const isTheirs = new Set(added)
  return {
    paths: [...repository.paths, ...added].toSorted(),
    read: path => {
      if (!isTheirs.has(path)) return repository.read(path)
      if (!theirs.has(path)) theirs.set(path, git(root, 'show', `${ref}:./${path}`))
      return theirs.get(path)
    },
  }
}
