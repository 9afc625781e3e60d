import { dirname } from 'node:path/posix'
import type { Framework } from '../../frameworks/framework.ts'
import type { Numbered, Numbering } from '../../frameworks/numbering.ts'
import type { Project, Repository } from '../../frameworks/read.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import { isBelow } from '../projects.ts'
import { loadFramework } from '../registry.ts'

/** Where a repository's migrations stand: what there is, and what new ones have to follow. */
export interface Standing {
  readonly framework: Framework
  readonly repository: Repository
  readonly project: Project
  /** Where new files go, from the root of the workspace. */
  readonly folder: string
  readonly numbering: Numbering
  /** In the order they run. */
  readonly all: readonly Numbered[]
  readonly newest: readonly Numbered[]
}

interface Wish {
  readonly framework: FrameworkId
  /** Where new files are to go, from the root of the workspace; where the project's own lie unless told. */
  readonly folder?: string
  readonly layout?: string
}

/** Reads where the migrations of a workspace stand. Names are enough for most frameworks, the head of each file for the others. */
export const standingOf = async (repository: Repository, { framework: id, folder, layout }: Wish): Promise<Result<Standing>> => {
  const framework = await loadFramework(id)
  const chosen = projectFor(framework, repository, folder)
  if (!chosen.ok) return chosen
  const numbering = await framework.numbering()
  const project = layout === undefined ? chosen.value : { ...chosen.value, options: { ...chosen.value.options, layout } }
  const all = numbering.read(within(repository, project), project.options)
  const known = folder ?? placeIn(project, framework)
  const own = (await framework.folderFor?.(known, project, repository)) ?? known
  return ok({ framework, repository, project, folder: own, numbering, all, newest: numbering.newest(all) })
}

/** The files of a project alone. */
const within = ({ paths, read }: Repository, { folders }: Project): Repository => ({
  paths: paths.filter(path => folders.some(folder => isBelow(path, folder))),
  read,
})

const projectFor = (framework: Framework, repository: Repository, folder: string | undefined): Result<Project> => {
  const found = (framework.findProjects?.(repository) ?? []).filter(({ engine }) => engine === undefined || engine === 'postgres')
  const overlapping = found.filter(
    ({ folders }) => folder === undefined || folders.some(own => isBelow(own, folder) || isBelow(folder, own)),
  )
  const exact = overlapping.filter(({ folders }) => folder === undefined || folders.includes(folder))
  const candidates = exact.length > 0 ? exact : overlapping
  const sure = candidates.filter(({ engine }) => engine === 'postgres')
  const [only, ...others] = candidates.length > 1 && sure.length === 1 ? sure : candidates
  if (only === undefined) return ok({ folders: [folder ?? framework.folder], options: {}, because: 'it is where new files go' })
  if (others.length === 0) return ok(only)
  return fail(
    error(
      'several-projects',
      `There are ${candidates.length} sets of ${framework.id} migrations here. Nothing was written.\n${candidates
        .map(({ folders, because }) => `- ${folders.join(', ')} (${because})`)
        .join('\n')}`,
      'name the folder of the one that is meant: --out FOLDER, or folders in lockstep.config.ts',
    ),
  )
}

/** The conventional folder of a project that has it, else the first of its own. */
const placeIn = ({ folders, options }: Project, framework: Framework): string => {
  const changelog = options.changelog === undefined ? undefined : dirname(options.changelog)
  const conventional = folders.find(folder => folder === framework.folder || folder.endsWith(`/${framework.folder}`))
  return changelog ?? conventional ?? folders[0] ?? framework.folder
}
