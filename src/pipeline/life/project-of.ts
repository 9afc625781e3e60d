import type { Framework } from '../../frameworks/framework.ts'
import type { Project, Repository } from '../../frameworks/read.ts'
import type { PlanState } from '../../life/plan-state.ts'
import { isBelow } from '../projects.ts'

/** The projects of a plan's framework, and the one its files lie in: before any is written, the only one, and of several none. */
export const projectsOf = (
  { findProjects }: Framework,
  repository: Repository,
  { files }: Pick<PlanState, 'files'>,
): { readonly own?: Project; readonly all: readonly Project[] } => {
  const all = findProjects?.(repository) ?? []
  const own = all.find(({ folders }) => folders.some(folder => files.some(({ path }) => isBelow(path, folder))))
  const meant = own ?? (all.length === 1 ? all[0] : undefined)
  return { all, ...(meant === undefined ? {} : { own: meant }) }
}
