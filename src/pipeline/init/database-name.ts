import type { FoundProject } from '../projects.ts'

/** Words of folders that say nothing of what lies in them. */
const general =
  /^(?:src|main|resources|java|kotlin|classpath|app|apps|lib|packages|modules|services|db|database|databases|sql|schema|migrate|migrations?|versions|alembic|flyway|liquibase|changelogs?|changesets?|postgres(?:ql)?|pgsql|pg)$/i

/** A name for the database of a set of migrations: what its folder says besides what every folder of migrations says. */
const nameOf = ({ framework, project }: FoundProject): string => {
  const folder = project.folders[0] ?? ''
  const [, rails] = /(?:^|\/)db\/(\w+?)_?migrate$/.exec(folder) ?? []
  if (framework === 'rails' && rails !== undefined) return rails
  const telling = folder.split('/').filter(part => part !== '' && part !== '.' && !general.test(part))
  const word = (telling.at(-1) ?? '').replaceAll(/[^\w-]+/g, '_').replace(/_?migrat(?:e|ions?)$/i, '')
  return /^[A-Za-z]/.test(word) ? word : framework === 'rails' ? 'primary' : framework
}

/** A name of its own for each set of migrations, in their order. */
export const databaseNames = (found: readonly FoundProject[]): readonly string[] => {
  const taken = new Set<string>()
  return found.map(each => {
    const name = nameOf(each)
    const free = [name, `${name}_${each.framework}`, ...found.map((_, n) => `${name}_${n + 2}`)].find(candidate => !taken.has(candidate))!
    taken.add(free)
    return free
  })
}
