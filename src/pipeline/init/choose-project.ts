import type { Repository } from '../../frameworks/read.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import { findProjects, type FoundProject } from '../projects.ts'

interface Wish {
  readonly framework?: FrameworkId
  /** One of its folders. */
  readonly folder?: string
}

/** The one set of migrations that is meant; nothing where the repository has none of the framework asked for. */
export const chooseProject = async (
  repository: Repository,
  { framework: wanted, folder }: Wish,
): Promise<Result<FoundProject | undefined>> => {
  const all = await findProjects(repository)
  const found = all.filter(({ framework }) => wanted === undefined || framework === wanted)
  const own = found.filter(
    ({ project }) => folder === undefined || project.folders.includes(folder.replace(/^\.\//, '').replace(/\/$/, '')),
  )
  if (folder !== undefined && own.length === 0) return fail(noSuchFolder(folder, found))
  const readable = own.filter(({ project: { engine } }) => engine === undefined || engine === 'postgres')
  if (own.length > 0 && readable.length === 0) return fail(otherEngine(own))
  if (readable.length < 2) return ok(readable[0])
  // Where one says that it is for PostgreSQL and others say nothing, it is no guess to take that one for its own framework.
  const sure = readable.filter(({ project }) => project.engine === 'postgres')
  if (sure.length === 1 && readable.every(({ framework }) => framework === sure[0]!.framework)) return ok(sure[0])
  return fail(
    error(
      'several-projects',
      `There are ${readable.length} sets of migrations here:\n${listed(readable)}`,
      'say which one: --folder FOLDER, or --framework where each has its own; or --all, and each is a database of its own',
    ),
  )
}

/** All sets of migrations for PostgreSQL, of one framework where one is asked for. */
export const allProjects = async (repository: Repository, { framework: wanted }: Wish): Promise<Result<readonly FoundProject[]>> => {
  const all = (await findProjects(repository)).filter(({ framework }) => wanted === undefined || framework === wanted)
  const readable = all.filter(({ project: { engine } }) => engine === undefined || engine === 'postgres')
  return all.length > 0 && readable.length === 0 ? fail(otherEngine(all)) : ok(readable)
}

const listed = (found: readonly FoundProject[]): string =>
  found.map(({ framework, project }) => `- ${framework}: ${project.folders.join(', ')} (${project.because})`).join('\n')

const noSuchFolder = (folder: string, found: readonly FoundProject[]) =>
  error(
    'no-migrations',
    `${folder} holds no migrations of a framework that is known here.`,
    found.length === 0 ? 'look at the path, and name the framework: --framework' : `there are:\n${listed(found)}`,
  )

const otherEngine = (found: readonly FoundProject[]) =>
  error(
    'unsupported-engine',
    `The migrations here are for ${[...new Set(found.map(({ project }) => project.engine))].join(' and ')}, which is not supported yet:\n${listed(found)}`,
    'PostgreSQL is; where they are for it, say so in the settings the framework has for its database',
  )
