import { dirname } from 'node:path/posix'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { isBelow } from '../projects.ts'
import { loadFramework } from '../registry.ts'
import type { WrittenTo } from '../report-plan.ts'
import { openRepository } from '../repository.ts'

/** Where a plan's files are, and what the repository says of their framework: the commands that undo them are written with that. */
export const writtenTo = async (root: string, { state }: StoredPlan): Promise<WrittenTo> => {
  const { files } = state
  const { findProjects } = await loadFramework(state.framework)
  const projects = findProjects?.(openRepository(root)) ?? []
  const own = projects.find(({ folders }) => folders.some(folder => files.some(({ path }) => isBelow(path, folder))))
  // Before anything is written, one of several may be meant.
  const project = own ?? (projects.length === 1 ? projects[0] : undefined)
  const first = files.find(({ version }) => version !== undefined)
  const folder = first === undefined ? project?.folders[0] : dirname(first.path)
  const layout = state.layout ?? project?.options.layout
  return {
    files,
    ...(folder === undefined ? {} : { folder }),
    ...(layout === undefined ? {} : { layout }),
    ...(project === undefined ? {} : { project }),
  }
}
