import { basename } from 'node:path/posix'
import type { Project, Repository } from '../frameworks/read.ts'
import type { History, SourceFile } from '../history/migration.ts'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import { loadFramework } from './registry.ts'

/** A set of migrations in a repository, of one framework. */
export interface FoundProject {
  readonly framework: FrameworkId
  readonly project: Project
}

/** The sets of migrations of a repository, each framework asked for its own. */
export const findProjects = async (repository: Repository): Promise<readonly FoundProject[]> =>
  (
    await Promise.all(
      frameworkIds.map(async framework =>
        ((await loadFramework(framework)).findProjects?.(repository) ?? []).map(project => ({ framework, project })),
      ),
    )
  ).flat()

export const isBelow = (path: string, folder: string): boolean =>
  folder === '' || folder === '.' || path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`)

/** Files by what they are called: of what framework a lone migration may be. */
const byName: readonly (readonly [RegExp, FrameworkId])[] = [
  [/\.rb$/, 'rails'],
  [/\.php$/, 'laravel'],
  [/\.py$/, 'alembic'],
  [/\.(xml|ya?ml|json)$/, 'liquibase'],
  [/^[VUBR][\d._]*__.*\.sql$/, 'flyway'],
]

const guess = (path: string, text: string): FrameworkId | undefined =>
  /^\s*--\s*liquibase formatted sql/i.test(text)
    ? 'liquibase'
    : (byName.find(([pattern]) => pattern.test(basename(path)))?.[1] ?? (path.endsWith('.sql') ? 'sql' : undefined))

/** Files outside of every project, by what framework they are for. */
export function strays(files: readonly SourceFile[], stated?: FrameworkId): ReadonlyMap<FrameworkId, readonly SourceFile[]> {
  const groups = new Map<FrameworkId, SourceFile[]>()
  for (const file of files) {
    const framework = stated ?? guess(file.path, file.text)
    if (framework !== undefined) groups.set(framework, [...(groups.get(framework) ?? []), file])
  }
  return groups
}

/** The files of a project, and those it includes. */
export const sourcesOf = async ({ framework, project }: FoundProject, repository: Repository): Promise<readonly SourceFile[]> => {
  const frontEnd = await (await loadFramework(framework)).frontEnd?.()
  return repository.paths
    .filter(path => project.folders.some(folder => isBelow(path, folder)) && frontEnd?.isSource(path) === true)
    .flatMap(path => {
      const text = repository.read(path)
      return text === undefined ? [] : [{ path, text }]
    })
}

/** The migrations of a project in their order; nothing where the framework cannot be read. */
export const readProject = async (
  { framework, project }: FoundProject,
  files: readonly SourceFile[],
  repository: Repository,
): Promise<History> => {
  const frontEnd = await (await loadFramework(framework)).frontEnd?.()
  await frontEnd?.prepare?.(files)
  return frontEnd?.read(files, { readText: repository.read, ...project.options }) ?? { migrations: [], diagnostics: [] }
}
