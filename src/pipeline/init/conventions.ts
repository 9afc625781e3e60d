import type { DatabaseConfig } from '../../dsl/config.ts'
import type { Repository } from '../../frameworks/read.ts'
import type { FoundProject } from '../projects.ts'

type Conventions = Pick<DatabaseConfig, 'strongMigrations' | 'postMigrate' | 'acronyms' | 'tablePrefix'>

/** What a project keeps to already, as far as its files say it. */
export const conventionsOf = ({ framework, project }: FoundProject, { read }: Repository): Conventions => {
  const { tablePrefix } = project.options
  const prefix = tablePrefix === undefined ? {} : { tablePrefix }
  if (framework !== 'rails') return prefix
  const [, root = ''] = /^((?:.*\/)?)db\//.exec(project.folders[0] ?? '') ?? []
  const at = (path: string): string => read(root + path) ?? ''
  const inflections = at('config/initializers/inflections.rb').replaceAll(/^\s*#.*$/gm, '')
  const acronyms = [...inflections.matchAll(/\.acronym\s*\(?\s*["']([^"']+)["']/g)].map(([, word = '']) => word)
  const postMigrate = project.folders.find(folder => folder.endsWith('db/post_migrate'))
  return {
    ...(/^\s+strong_migrations \(/m.test(at('Gemfile.lock')) ? { strongMigrations: true } : {}),
    ...(postMigrate === undefined ? {} : { postMigrate }),
    ...(acronyms.length === 0 ? {} : { acronyms }),
    ...prefix,
  }
}
