import { join } from 'node:path/posix'
import type { FrontEnd, ReadOptions, Repository } from '../frameworks/read.ts'
import type { History, SourceFile } from '../history/migration.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { frameworkIds, type FrameworkId } from '../model/framework.ts'
import { findProjects, isBelow, type FoundProject } from './projects.ts'
import { loadFramework } from './registry.ts'

export interface HistoryRequest {
  readonly repository: Repository
  /** The part of the repository that is meant, from its root; all of it where this is empty. */
  readonly within: string
  /** What stands before the paths when a person is told of them. */
  readonly prefix: string
  readonly from: FrameworkId | 'auto'
  /** What the project does not say, or says otherwise. */
  readonly options: ReadOptions
}

export interface FoundHistory {
  readonly framework: FrameworkId
  /** What it was recognised by. */
  readonly because?: string
  readonly files: readonly SourceFile[]
  readonly history: History
}

/** The migrations of a repository, or of a folder in it, read by the framework they are for. */
export const readHistory = async (request: HistoryRequest): Promise<Result<FoundHistory>> => {
  const { repository, from, within } = request
  const candidates = (await findProjects(repository)).filter(
    ({ framework, project }) =>
      (from === 'auto' || framework === from) && project.folders.some(folder => isBelow(folder, within) || isBelow(within, folder)),
  )
  if (candidates.length > 1) return fail(tooMany(candidates))
  const [only] = candidates
  if (only !== undefined) {
    const { framework, project } = only
    const found = await readFolders(request, framework, project.folders, project.options)
    if (found !== undefined) return ok({ ...found, because: project.because })
  }
  return readByContent(request)
}

const tooMany = (candidates: readonly FoundProject[]) =>
  error(
    'several-projects',
    `There are ${candidates.length} sets of migrations:\n${candidates
      .map(({ framework, project }) => `- ${framework}: ${project.folders.join(', ')} (${project.because})`)
      .join('\n')}`,
    'name the folder of the one that is meant, or its framework with --from',
  )

/** Nothing says what it is: the framework that finds most migrations in it. */
const readByContent = async (request: HistoryRequest): Promise<Result<FoundHistory>> => {
  const { from, within, prefix } = request
  const found: FoundHistory[] = []
  for (const id of from === 'auto' ? frameworkIds : [from]) {
    const read = await readFolders(request, id, [within], {})
    if (read !== undefined) found.push(read)
  }
  const [best] = found.toSorted((a, b) => b.history.migrations.length - a.history.migrations.length)
  if (best !== undefined && best.history.migrations.length > 0) return ok(best)
  return fail(
    error(
      'no-migrations',
      `${join(prefix, within)} has no migrations${from === 'auto' ? ' of a framework that is known here' : ` of ${from}`}.`,
      'name the folder they lie in, and their framework with --from',
    ),
  )
}

const readFolders = async (
  { repository, within, options }: HistoryRequest,
  framework: FrameworkId,
  folders: readonly string[],
  own: ReadOptions,
): Promise<FoundHistory | undefined> => {
  const frontEnd = await (await loadFramework(framework)).frontEnd?.()
  if (frontEnd === undefined) return undefined
  const isMeant = (path: string): boolean =>
    folders.some(folder => isBelow(path, folder) && (isBelow(path, within) || isBelow(within, folder)))
  const files = filesOf(repository, frontEnd, isMeant)
  if (files.length === 0) return undefined
  return { framework, files, history: frontEnd.read(files, { readText: repository.read, ...own, ...options }) }
}

/** By their paths from the root of the repository: what is written down of them shall not depend on where the command was run. */
const filesOf = (repository: Repository, { isSource }: FrontEnd, isMeant: (path: string) => boolean): readonly SourceFile[] =>
  repository.paths.flatMap(path => {
    if (!isMeant(path) || !isSource(path)) return []
    const text = repository.read(path)
    return text === undefined ? [] : [{ path, text }]
  })
