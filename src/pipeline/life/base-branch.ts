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
  return ok(ref === undefined ? undefined : { ref, paths: pathsAt(root, ref) })
}

/** Paths of a revision, from the root of the workspace. */
export const pathsAt = (root: string, revision: string): ReadonlySet<string> =>
  new Set(listed(git(root, 'ls-tree', '-r', '-z', '--name-only', revision)))

/** The commit where this branch has left another; nothing where they have none in common. */
export const forkFrom = (root: string, { ref }: Pick<BaseBranch, 'ref'>): string | undefined =>
  git(root, 'merge-base', 'HEAD', ref)?.trim() || undefined

/** Paths that differ between two revisions, with how: `A`, `M`, `T` or `D`. A file that was moved has gone and come. */
const changed = (root: string, from: string, to: string): ReadonlyMap<string, string> => {
  const fields = listed(git(root, 'diff', '--name-status', '-z', '--no-renames', '--relative', from, to, '--'))
  return new Map(fields.flatMap((how, n) => (n % 2 === 0 ? [[fields[n + 1] ?? '', how] as const] : [])))
}

/**
 * The repository as it would be once this branch is merged: with what has become of the other one meanwhile. A file that both have
 * changed is taken as it is here.
 */
export const mergedWith = (repository: Repository, root: string, base: BaseBranch): Repository => {
  const { ref } = base
  const fork = forkFrom(root, base)
  if (fork === undefined) return repository
  const own = new Set(repository.paths)
  const ours = new Set(listed(git(root, 'diff', '--name-only', '-z', '--no-renames', '--relative', fork, '--')))
  const theirs = [...changed(root, fork, ref)].filter(([path, how]) => !ours.has(path) && (how !== 'A' || !own.has(path)))
  if (theirs.length === 0) return repository
  const isTheirs = new Set(theirs.flatMap(([path, how]) => (how === 'D' ? [] : [path])))
  const isGone = new Set(theirs.flatMap(([path, how]) => (how === 'D' ? [path] : [])))
  const texts = new Map<string, string | undefined>()
  return {
    paths: [...new Set([...repository.paths.filter(path => !isGone.has(path)), ...isTheirs])].toSorted(),
    read: path => {
      if (isGone.has(path)) return undefined
      if (!isTheirs.has(path)) return repository.read(path)
      if (!texts.has(path)) texts.set(path, git(root, 'show', `${ref}:./${path}`))
      return texts.get(path)
    },
  }
}
