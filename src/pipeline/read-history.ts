import { join } from 'node:path/posix'
import type { ReadOptions, Repository } from '../frameworks/read.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import type { FrameworkId } from '../model/framework.ts'
import { isBelow } from './projects.ts'
import { readSets, type MigrationSet } from './read-sets.ts'

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

/** The migrations of a repository, or of a folder in it, where that is one set of them. */
export const readHistory = async ({ repository, within, prefix, from, options }: HistoryRequest): Promise<Result<MigrationSet>> => {
  const found = await readSets({
    repository,
    isWanted: path => isBelow(path, within),
    ...(from === 'auto' ? {} : { stated: from }),
    options,
  })
  // What only looks like migrations counts where no project has any.
  const ofProjects = found.filter(({ project, files }) => project !== undefined && files.length > 0)
  const sets = ofProjects.length > 0 ? ofProjects : found.filter(({ history }) => history.migrations.length > 0)
  if (sets.length > 1) return fail(tooMany(sets))
  const [only] = sets
  if (only !== undefined) return ok(only)
  return fail(
    error(
      'no-migrations',
      `${join(prefix, within)} has no migrations${from === 'auto' ? ' of a framework that is known here' : ` of ${from}`}.`,
      'name the folder they lie in, and their framework with --from',
    ),
  )
}

const tooMany = (sets: readonly MigrationSet[]) =>
  error(
    'several-projects',
    `There are ${sets.length} sets of migrations:\n${sets
      .map(({ framework, project, files }) =>
        project === undefined
          ? `- ${framework}: ${files[0]?.path ?? ''} and those beside it`
          : `- ${framework}: ${project.folders.join(', ')} (${project.because})`,
      )
      .join('\n')}`,
    'name the folder of the one that is meant, or its framework with --from',
  )
