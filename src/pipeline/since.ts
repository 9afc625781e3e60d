import type { Migration } from '../history/migration.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { git } from './repository.ts'

/** Files added or changed since a revision, from the root; nothing where it is no revision. */
export function changedSince(root: string, since: string): ReadonlySet<string> | undefined {
  if (since.startsWith('-') || git(root, 'rev-parse', '--verify', '--quiet', `${since}^{commit}`) === undefined) return undefined
  const changed = git(root, 'diff', '--name-only', '-z', '--diff-filter=d', since, '--') ?? ''
  const untracked = git(root, 'ls-files', '-z', '--others', '--exclude-standard') ?? ''
  return new Set([...changed.split('\0'), ...untracked.split('\0')].filter(path => path !== ''))
}

/** The migrations after the one of that version, in their own order. */
export function after(migrations: readonly Migration[], version: string): Result<readonly Migration[]> {
  const at = migrations.findIndex(({ id, file }) => id === version || file === version || id.startsWith(`${version}_`))
  if (at !== -1) return ok(migrations.slice(at + 1))
  if (/^\d+$/.test(version) && migrations.every(({ id }) => /^\d+$/.test(id)))
    return ok(migrations.filter(({ id }) => BigInt(id) > BigInt(version)))
  return fail(
    error(
      'unknown-version',
      `${version} is neither a revision of git nor the version of a migration.`,
      'name a branch, a tag, a commit, or a version',
    ),
  )
}
