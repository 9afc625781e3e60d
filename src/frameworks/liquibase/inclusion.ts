import { dirname, relative } from 'node:path/posix'
import type { Project, Repository } from '../read.ts'
import { isChangelogPath } from './read/changelog.ts'
import { parserFor } from './read/parse.ts'
import { flagOf, partNamed, textOf } from './read/part.ts'
import { filesFrom, joinPath, normalPath } from './read/paths.ts'

/** An entry of a changelog that takes others in. */
interface Inclusion {
  /** The changelog it stands in. */
  readonly by: string
  readonly kind: 'include' | 'includeAll'
  readonly said: string
  readonly isRelative: boolean
  /** The file or folder it means, from the root of the repository. */
  readonly target: string
}

/** All entries below the project's changelog, in the order they are read. */
const inclusionsIn = ({ options, folders }: Project, { paths, read }: Repository): readonly Inclusion[] => {
  const near = paths.filter(path => isChangelogPath(path) && folders.some(folder => folder === '.' || path.startsWith(`${folder}/`)))
  const texts = near.flatMap(path => {
    const text = read(path)
    return text === undefined ? [] : [{ path, text }]
  })
  const files = filesFrom(texts)
  const parse = parserFor([])
  const found: Inclusion[] = []
  const follow = (path: string, open: readonly string[]): void => {
    const file = files.at(path)
    // Most files are of change sets alone: telling that takes no parser.
    if (file === undefined || open.includes(path) || !/include/i.test(file.text)) return
    const root = parse(file)
    const entries = (root && partNamed(root, 'databaseChangeLog')) ?? root
    for (const part of entries?.parts ?? []) {
      const said = textOf(part, part.name === 'includeAll' ? 'path' : 'file')
      if ((part.name !== 'include' && part.name !== 'includeAll') || said === undefined) continue
      const isRelative = flagOf(part, 'relativeToChangelogFile') === true
      const inclusion = { by: path, kind: part.name, said, isRelative } as const
      if (part.name === 'includeAll') {
        const [first] = isRelative ? [] : files.below(said, file)
        const folder = isRelative ? joinPath(dirname(path), said) : (folderEnding(first?.path, normalPath(said)) ?? normalPath(said))
        found.push({ ...inclusion, target: folder })
      } else {
        const target = isRelative ? files.at(joinPath(dirname(path), said)) : files.find(said, file)
        if (target === undefined) continue
        found.push({ ...inclusion, target: target.path })
        follow(target.path, [...open, path])
      }
    }
  }
  if (options.changelog !== undefined) follow(options.changelog, [])
  return found
}

/** `src/main/resources/db/changes` of `src/main/resources/db/changes/1.xml` and `db/changes`. */
const folderEnding = (path: string | undefined, folder: string): string | undefined => {
  const at = path === undefined ? -1 : `/${path}`.indexOf(`/${folder}/`)
  return path === undefined || at < 0 ? undefined : path.slice(0, at + folder.length)
}

const isMaster = (path: string, all: readonly Inclusion[]): boolean => all.some(({ by }) => by === path)

/** Where the newest changelogs lie, of those that include nothing; nothing where none is included. */
export const newestFolder = (project: Project, repository: Repository): string | undefined => {
  const all = inclusionsIn(project, repository)
  const last = all.findLast(({ kind, target }) => kind === 'includeAll' || !isMaster(target, all))
  return last === undefined ? undefined : last.kind === 'includeAll' ? last.target : dirname(last.target)
}

/** The lines that take files into the changelog; nothing where an includeAll does, or where no changelog is known. */
export const linesToAdd = (files: readonly string[], project: Project, repository: Repository): string | undefined => {
  const all = inclusionsIn(project, repository)
  const missing = files.filter(
    file => !all.some(({ kind, target }) => (kind === 'includeAll' ? target === '' || file.startsWith(`${target}/`) : file === target)),
  )
  const [first] = missing
  if (first === undefined || project.options.changelog === undefined) return undefined
  const listed = all.filter(({ kind }) => kind === 'include')
  const beside =
    listed.findLast(({ target }) => dirname(target) === dirname(first)) ?? listed.findLast(({ target }) => !isMaster(target, all))
  const by = beside?.by ?? project.options.changelog
  return `Add to ${by}, so that Liquibase runs ${missing.length === 1 ? 'it' : 'them'}:\n${missing.map(file => lineFor(file, by, beside)).join('\n')}`
}

/** In the format of the changelog and by the manner of path that it uses. */
const lineFor = (file: string, by: string, like: Inclusion | undefined): string => {
  const isRelative = like === undefined || like.isRelative || !like.target.endsWith(normalPath(like.said))
  const base = like === undefined ? '' : like.target.slice(0, like.target.length - normalPath(like.said).length)
  const said = isRelative ? relative(dirname(by), file) : file.startsWith(base) ? file.slice(base.length) : file
  if (/\.xml$/i.test(by))
    return `  <include file="${said.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"${isRelative ? ' relativeToChangelogFile="true"' : ''}/>`
  if (/\.json$/i.test(by))
    return `  ${JSON.stringify({ include: { file: said, ...(isRelative ? { relativeToChangelogFile: true } : {}) } })}`
  if (/\.sql$/i.test(by)) return `--include file:${said}${isRelative ? ' relativeToChangelogFile:true' : ''}`
  return [`  - include:`, `      file: ${said}`, ...(isRelative ? ['      relativeToChangelogFile: true'] : [])].join('\n')
}
