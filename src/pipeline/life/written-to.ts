import { dirname } from 'node:path/posix'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { loadFramework } from '../registry.ts'
import type { WrittenTo } from '../report-plan.ts'
import { openRepository } from '../repository.ts'
import { projectsOf } from './project-of.ts'

/** Where a plan's files are, and what the repository says of their framework: the commands that undo them are written with that. */
export const writtenTo = async (root: string, { state }: StoredPlan): Promise<WrittenTo> => {
  const { files } = state
  const { own: project } = projectsOf(await loadFramework(state.framework), openRepository(root), state)
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
