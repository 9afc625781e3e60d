import { loadFramework } from '../registry.ts'
import type { FrontEnd, Project, Repository } from '../../frameworks/read.ts'
import type { Numbered, Numbering } from '../../frameworks/numbering.ts'
import type { Migration } from '../../history/migration.ts'
import { writtenStages, type PlanState } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import type { Event } from '../../life/walk.ts'
import type { Unit } from '../../plan/plan.ts'
import { isBelow } from '../projects.ts'
import { git } from '../repository.ts'
import { planPath } from './plan-folder.ts'
import { projectsOf } from './project-of.ts'

/**
 * What has come since a plan was made, in the order the framework runs it: the plan's own units, and other people's migrations.
 * Only these are read: names, and the heads of revisions, tell which they are.
 *
 * @param root of the workspace, absolute
 */
export const eventsSince = async (root: string, repository: Repository, stored: StoredPlan): Promise<readonly Event[]> => {
  const framework = await loadFramework(stored.state.framework)
  const { own, all } = projectsOf(framework, repository, stored.state)
  // Of several, where nothing is written yet, the first: newer files are looked for in one of them.
  const project = own ?? all[0] ?? { folders: [framework.folder], options: {}, because: 'it is where new files go' }
  const frontEnd = await framework.frontEnd?.()
  const migrations = frontEnd === undefined ? [] : await readSince(root, repository, stored, project, await framework.numbering(), frontEnd)
  return interleaved(stored, migrations)
}

/** By what the ledger calls it, or by its path: nobody else writes into a file that holds one of its units. */
const isOwnFile = ({ files }: PlanState, path: string, version: string): boolean =>
  files.some(file => file.version === version || (file.unit !== undefined && file.path === path))

const readSince = async (
  root: string,
  repository: Repository,
  stored: StoredPlan,
  { folders, options }: Project,
  numbering: Numbering,
  frontEnd: FrontEnd,
): Promise<readonly Migration[]> => {
  const { state, slug } = stored
  const paths = repository.paths.filter(path => folders.some(folder => isBelow(path, folder)) && frontEnd.isSource(path))
  const all = numbering.read({ paths, read: repository.read }, options)
  const then = filesThen(root, slug)
  const isNew = (path: string): boolean => then !== undefined && !then.has(path)
  const later = new Set(laterThan(all, state.after, numbering))
  const seen = new Set((state.replanned ?? []).flatMap(({ includes }) => includes))
  const wanted = all.filter(each => isOwnFile(state, each.path, each.version) || later.has(each) || isNew(each.path))
  const numbered = new Set(all.map(({ path }) => path))
  const changed = changedSince(root, slug)
  const others = paths.filter(path => !numbered.has(path) && (changed.has(path) || isNew(path)))
  const isWanted = new Set(wanted.map(({ version }) => version))
  const isOther = new Set(others)
  // Where a file is not one migration, all of them say what it is: a changelog includes others.
  const isOneEach = numbered.size === all.length
  const read = isOneEach ? [...new Set([...wanted.map(({ path }) => path), ...others])] : paths
  if (wanted.length === 0 && others.length === 0) return []
  const files = read.toSorted().flatMap(path => {
    const text = repository.read(path)
    return text === undefined ? [] : [{ path, text }]
  })
  await frontEnd.prepare?.(files)
  const { migrations } = frontEnd.read(files, { readText: repository.read, ...options })
  return migrations.filter(({ id, file }) => (isWanted.has(id) || isOther.has(file)) && !seen.has(id))
}

/** Those that come after the newest there were when the plan was made. */
const laterThan = (all: readonly Numbered[], after: readonly string[], { isAbove }: Numbering): readonly Numbered[] => {
  if (all.some(({ parents }) => parents !== undefined)) {
    const known = new Set<string>()
    const enter = (version: string): void => {
      if (known.has(version)) return
      known.add(version)
      for (const parent of all.find(each => each.version === version)?.parents ?? []) enter(parent)
    }
    after.forEach(enter)
    return all.filter(({ version }) => !known.has(version))
  }
  if (isAbove !== undefined) return all.filter(({ version }) => after.every(other => isAbove(version, other)))
  return all.slice(all.findLastIndex(({ version }) => after.includes(version)) + 1)
}

/** The commit that brought the plan: what lies in its tree was there. Nothing where it is not committed yet. */
const commitOf = (root: string, slug: string): string | undefined => {
  const commit = git(root, 'log', '-1', '--diff-filter=A', '--format=%H', '--', planPath(slug))?.trim()
  return commit === '' ? undefined : commit
}

const listed = (output: string | undefined): ReadonlySet<string> => new Set((output ?? '').split('\0').filter(path => path !== ''))

const filesThen = (root: string, slug: string): ReadonlySet<string> | undefined => {
  const commit = commitOf(root, slug)
  return commit === undefined ? undefined : listed(git(root, 'ls-tree', '-r', '-z', '--name-only', commit))
}

const changedSince = (root: string, slug: string): ReadonlySet<string> => {
  const commit = commitOf(root, slug)
  return commit === undefined ? new Set() : listed(git(root, 'diff', '--name-only', '-z', '--relative', '--diff-filter=d', commit, '--'))
}

const stepsOfUnit = ({ up }: Unit) => up.statements.map(({ step }) => step)

/** The plan's units where their files stand among the others; what has no place there follows at the end. */
const interleaved = ({ plan, state }: StoredPlan, migrations: readonly Migration[]): readonly Event[] => {
  const written = writtenStages(state)
  const units = plan.stages.filter(({ number }) => written.has(number)).flatMap(stage => stage.units)
  const events: Event[] = []
  let done = 0
  const upTo = (end: number): void => {
    for (; done < end; done += 1) events.push({ unit: stepsOfUnit(units[done]!) })
  }
  for (const migration of migrations) {
    if (!isOwnFile(state, migration.file, migration.id)) {
      events.push({ neighbour: migration })
      continue
    }
    const own = state.files.filter(({ path, version }) => version === migration.id || path === migration.file)
    upTo(Math.max(done, ...own.map(({ unit }) => units.findIndex(({ id }) => id === unit) + 1)))
  }
  upTo(units.length)
  return events
}
