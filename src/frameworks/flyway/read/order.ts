import type { SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { compareVersions, type FileName } from './file-name.ts'
import { say } from './say.ts'

export interface Found {
  readonly file: SourceFile
  readonly name: FileName
}

export const isSame = (a: FileName, b: FileName): boolean => compareVersions(a.version, b.version) === 0

const byPlace = (a: Found, b: Found): number => (a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0)

/**
 * Versions in their order, then the repeatable ones by description. A new database begins with the newest baseline, whose place
 * in the order is its version: what it stands for does not run there any more.
 */
export const inOrder = (found: readonly Found[]): { readonly running: readonly Found[]; readonly replaced: readonly Diagnostic[] } => {
  const of = (kind: FileName['kind']): readonly Found[] => found.filter(({ name }) => name.kind === kind)
  const byVersion = (a: Found, b: Found): number => compareVersions(a.name.version, b.name.version) || byPlace(a, b)
  const baseline = of('baseline').toSorted(byVersion).at(-1)
  const isReplaced = ({ name }: Found): boolean => baseline !== undefined && compareVersions(name.version, baseline.name.version) <= 0
  const replaced = [...of('baseline').filter(each => each !== baseline), ...of('versioned').filter(isReplaced)]
  return {
    running: [
      ...(baseline === undefined ? [] : [baseline]),
      ...of('versioned')
        .filter(each => !isReplaced(each))
        .toSorted(byVersion),
      ...of('repeatable').toSorted(
        (a, b) => (a.name.description < b.name.description ? -1 : a.name.description > b.name.description ? 1 : 0) || byPlace(a, b),
      ),
    ],
    replaced:
      baseline === undefined || replaced.length === 0
        ? []
        : [
            say(
              'flyway-baseline',
              'note',
              baseline.file,
              `a new database begins here: ${replaced.length} ${replaced.length === 1 ? 'script' : 'scripts'} up to version ${baseline.name.version} do not run there, and are left out`,
            ),
          ],
  }
}

/** Of two files with one version none runs. Files in order. */
export const doubles = (running: readonly Found[]): readonly Diagnostic[] =>
  running.flatMap((each, n) => {
    const before = running[n - 1]
    if (before === undefined || before.name.kind !== each.name.kind) return []
    const isDouble = each.name.kind === 'repeatable' ? before.name.description === each.name.description : isSame(before.name, each.name)
    return isDouble
      ? [
          say(
            'flyway-version-twice',
            'error',
            each.file,
            `Flyway refuses to run: ${before.file.path} has the same ${each.name.kind === 'repeatable' ? 'description' : `version ${each.name.version}`}`,
            'give one of them a version of its own, the one that no database has run',
          ),
        ]
      : []
  })
