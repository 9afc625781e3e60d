import type { DatabaseConfig } from '../../dsl/config.ts'
import type { Framework } from '../../frameworks/framework.ts'
import type { Repository } from '../../frameworks/read.ts'
import { isSupported } from '../../frameworks/supported-versions.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { FoundProject } from '../projects.ts'
import { conventionsOf } from './conventions.ts'
import type { InitOptions } from './request.ts'

/** Layouts of plain SQL that are written too, not only read. */
const writable: readonly string[] = ['pairs', 'golang-migrate', 'goose', 'dbmate']

interface FoundConfig {
  readonly config: DatabaseConfig & { readonly framework: FrameworkId; readonly folders: readonly string[] }
  /** What was found out, a line each. */
  readonly findings: readonly string[]
}

/** What the configuration says of a set of migrations. */
export const configOf = (
  found: FoundProject,
  { id, versions }: Framework,
  repository: Repository,
  options: Pick<InitOptions, 'version' | 'layout'>,
): FoundConfig => {
  const { project } = found
  const version = options.version ?? project.version
  const isKnown = version !== undefined && isSupported(version, versions)
  const layout = options.layout ?? (writable.includes(project.options.layout ?? '') ? project.options.layout : undefined)
  return {
    config: {
      framework: id,
      folders: project.folders,
      ...(isKnown ? { version } : {}),
      ...(layout === undefined ? {} : { naming: { layout } }),
      ...conventionsOf(found, repository),
    },
    findings: [
      `${id}${version === undefined ? '' : ` ${version}`}: ${project.folders.join(', ')} (${project.because})`,
      ...(version === undefined || isKnown ? [] : [`${id} ${version} is not supported; files are written for ${versions.at(-1)}`]),
      ...(id !== 'sql' || layout !== undefined
        ? []
        : [`files of ${project.options.layout ?? 'this layout'} are not written yet: pairs of .up.sql and .down.sql are`]),
    ],
  }
}
