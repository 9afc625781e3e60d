import { dirname } from 'node:path/posix'
import type { Repository } from '../frameworks/read.ts'
import type { History, SourceFile } from '../history/migration.ts'
import type { FrameworkId } from '../model/framework.ts'
import { plainSql } from './plain-sql.ts'
import { findProjects, isBelow, readProject, sourcesOf, strays, type FoundProject } from './projects.ts'

/** Migrations of one database with what they are read from. */
export interface MigrationSet {
  readonly framework: FrameworkId
  readonly history: History
  readonly files: readonly SourceFile[]
}

/** What a file of that kind says if it is a migration. SQL says nothing: it is one where its folder holds nothing else. */
const signs: readonly (readonly [RegExp, RegExp])[] = [
  [/\.rb$/, /\bMigration\b/],
  [/\.php$/, /\bMigration\b/],
  [/\.py$/, /^(down_)?revision\b/m],
  [/\.(xml|ya?ml|json)$/, /\bdatabaseChangeLog\b/],
]

/**
 * The projects that hold a wanted file, each read whole. A wanted file in none of them, if it is a migration or the user names
 * it, is read with those that lie beside it.
 *
 * @param named files that the user names one by one
 * @param stated the framework, where the user says it
 */
export async function readSets(
  repository: Repository,
  isWanted: (path: string) => boolean,
  named: ReadonlySet<string>,
  stated: FrameworkId | undefined,
): Promise<readonly MigrationSet[]> {
  const wanted = repository.paths.filter(isWanted)
  const sets: MigrationSet[] = []
  const seen = new Set<string>()
  for (const project of await findProjects(repository)) {
    if (stated !== undefined && project.framework !== stated) continue
    if (!project.project.folders.some(folder => wanted.some(path => isBelow(path, folder)))) continue
    const files = await sourcesOf(project, repository)
    for (const { path } of files) seen.add(path)
    sets.push({ framework: project.framework, files, history: await readProject(project, files, repository) })
  }
  const isMigration = (path: string): boolean =>
    !seen.has(path) &&
    (named.has(path) ||
      (sets.length === 0 && path.endsWith('.sql')) ||
      signs.some(([name, sign]) => name.test(path) && sign.test(repository.read(path) ?? '')))
  const loose = new Set(wanted.filter(isMigration))
  const folders = new Set([...loose].map(path => dirname(path)))
  const around = repository.paths
    .filter(path => folders.has(dirname(path)) && (isMigration(path) || (path.endsWith('.sql') && !seen.has(path))))
    .flatMap(path => ({ path, text: repository.read(path) ?? '' }))
  for (const [framework, files] of strays(around, stated)) {
    if (!files.some(({ path }) => loose.has(path))) continue
    const history = await readProject(loneProject(framework), files, repository)
    const placed = new Set(history.migrations.map(({ file }) => file))
    if (framework !== 'sql' || placed.size > 0) sets.push({ framework, files, history })
    // Their names say no order: each is taken for itself, the ways back of others apart.
    const rest = files.filter(({ path }) => framework === 'sql' && placed.size === 0 && loose.has(path) && !path.endsWith('.down.sql'))
    if (rest.length > 0) sets.push({ framework, files: rest, history: plainSql(rest) })
  }
  return sets
}

const loneProject = (framework: FrameworkId): FoundProject => ({
  framework,
  project: { folders: [''], options: {}, because: 'named on the command line' },
})
