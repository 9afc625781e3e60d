import { dirname } from 'node:path/posix'
import type { Project, ReadOptions, Repository } from '../frameworks/read.ts'
import type { History, SourceFile } from '../history/migration.ts'
import type { FrameworkId } from '../model/framework.ts'
import { plainSql } from './plain-sql.ts'
import { findProjects, isBelow, readProject, sourcesOf, strays, type FoundProject } from './projects.ts'

/** Migrations of one database with what they are read from. */
export interface MigrationSet {
  readonly framework: FrameworkId
  /** Absent where no project holds its files: they lie beside each other, and look like migrations. */
  readonly project?: Project
  readonly history: History
  readonly files: readonly SourceFile[]
}

/** Does a project's engine say that its migrations are not for PostgreSQL? SQLite may be what its developers have on their machines. */
export const isForAnother = (engine: string): boolean => engine !== 'postgres' && engine !== 'sqlite'

/** What a file of that kind says if it is a migration. SQL says nothing: it is one where its folder holds nothing else. */
const signs: readonly (readonly [RegExp, RegExp])[] = [
  [/\.rb$/, /<\s*(::)?ActiveRecord::Migration\b/],
  [/\.php$/, /\bextends\s+[\w\\]*Migration\b/],
  [/\.py$/, /^(down_)?revision\b/m],
  [/\.(xml|ya?ml|json)$/, /\bdatabaseChangeLog\b/],
]

export interface SetsRequest {
  readonly repository: Repository
  readonly isWanted: (path: string) => boolean
  /** Files that the user names one by one. */
  readonly named?: ReadonlySet<string>
  /** The framework, where the user says it. */
  readonly stated?: FrameworkId
  /** What the projects do not say, or say otherwise. */
  readonly options?: ReadOptions
}

/**
 * The projects that hold a wanted file, each read whole. A wanted file in none of them, if it is a migration or the user names
 * it, is read with those that lie beside it. What is to be judged, converted, or planned anew is found here, the one as the other.
 */
export async function readSets({
  repository,
  isWanted,
  named = new Set(),
  stated,
  options = {},
}: SetsRequest): Promise<readonly MigrationSet[]> {
  const wanted = repository.paths.filter(isWanted)
  const sets: MigrationSet[] = []
  const seen = new Set<string>()
  for (const { framework, project } of await findProjects(repository)) {
    if (stated !== undefined && framework !== stated) continue
    if (!project.folders.some(folder => wanted.some(path => isBelow(path, folder)))) continue
    const found = { framework, project: { ...project, options: { ...project.options, ...options } } }
    const files = await sourcesOf(found, repository)
    for (const { path } of files) seen.add(path)
    sets.push({ framework, project, files, history: await readProject(found, files, repository) })
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
    const history = await readProject(loneProject(framework, options), files, repository)
    const placed = new Set(history.migrations.map(({ file }) => file))
    if (framework !== 'sql' || placed.size > 0) sets.push({ framework, files, history })
    // Their names say no order: each is taken for itself, the ways back of others apart.
    const rest = files.filter(({ path }) => framework === 'sql' && placed.size === 0 && loose.has(path) && !path.endsWith('.down.sql'))
    if (rest.length > 0) sets.push({ framework, files: rest, history: plainSql(rest) })
  }
  return sets
}

const loneProject = (framework: FrameworkId, options: ReadOptions): FoundProject => ({
  framework,
  project: { folders: [''], options, because: 'named on the command line' },
})
