import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { History, SourceFile } from '../../../history/migration.ts'
import type { FrontEnd, ReadOptions } from '../../read.ts'
import { migrationOf, type ChangeSet, type Run } from './change-set.ts'
import { isChangelogPath, walkChangelogs, type Walk } from './changelog.ts'
import type { Filters } from './filters.ts'
import { isChangelog, parserFor } from './parse.ts'
import { filesFrom, normalPath } from './paths.ts'
import { noProperties, withProperties } from './properties.ts'

/** Changelogs, what they include, and what they take texts, rows and properties from. */
const isSource = (path: string): boolean =>
  (isChangelogPath(path) || /\.(?:properties|csv)$/i.test(path)) &&
  !/(?:^|\/)(?:pom\.xml|package(?:-lock)?\.json|tsconfig[^/]*\.json)$/.test(path)

const read = (all: readonly SourceFile[], options: ReadOptions): History => {
  const files = filesFrom(all)
  const filters: Filters = { dbms: 'postgresql', contexts: options.contexts, labels: options.labels }
  const properties = withProperties(noProperties, Object.entries(options.placeholders ?? {}), true)
  const unreadable: Diagnostic[] = []
  const walk = { files, parse: parserFor(unreadable), filters, properties }
  const candidates = all.filter(isChangelog).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const { changelog } = options
  const named =
    changelog === undefined ? undefined : candidates.find(({ path }) => `/${normalPath(path)}`.endsWith(`/${normalPath(changelog)}`))
  const roots = named === undefined ? rootsOf(candidates, walk) : [named]
  const { changeSets, diagnostics } = walkChangelogs(roots, walk)
  return { migrations: migrationsOf(changeSets, filters), diagnostics: [...unreadable, ...diagnostics] }
}

/** Those that no other one includes, in the order of their names. */
const rootsOf = (candidates: readonly SourceFile[], walk: Walk): readonly SourceFile[] => {
  const { included } = walkChangelogs(candidates, { ...walk, isGlance: true })
  return candidates.filter(({ path }) => !included.has(path))
}

const migrationsOf = (changeSets: readonly ChangeSet[], filters: Filters): History['migrations'] => {
  const byId = new Map<string, ChangeSet[]>()
  const position = new Map(changeSets.map((changeSet, n) => [changeSet, n]))
  for (const changeSet of changeSets) {
    const present = byId.get(changeSet.id)
    if (present === undefined) byId.set(changeSet.id, [changeSet])
    else present.push(changeSet)
  }
  const run: Run = {
    filters,
    ranBefore: (changeSet, id, author) =>
      byId.get(id)?.some(each => each.author === author && position.get(each)! < position.get(changeSet)!) ?? false,
    find: (id, author, path) =>
      byId
        .get(id)
        ?.find(each => (author === undefined || each.author === author) && (path === undefined || normalPath(path) === each.path)),
  }
  return changeSets.map(changeSet => migrationOf(changeSet, run))
}

/** Reads Liquibase changelogs in XML, YAML, JSON and formatted SQL. */
export const frontEnd: FrontEnd = { isSource, read }
