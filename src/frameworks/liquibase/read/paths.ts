import type { SourceFile } from '../../../history/migration.ts'

/** `./a/../b`, back slashes and `classpath:` as Liquibase writes a path into its ledger. */
export const normalPath = (path: string): string => {
  const done: string[] = []
  for (const piece of path
    .replace(/^classpath\*?:/, '')
    .replaceAll('\\', '/')
    .replace(/^\/+/, '')
    .split('/')) {
    if (piece === '' || piece === '.') continue
    if (piece === '..' && done.length > 0 && done.at(-1) !== '..') done.pop()
    else done.push(piece)
  }
  return done.join('/')
}

export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
export const joinPath = (folder: string, path: string): string => normalPath(folder === '' ? path : `${folder}/${path}`)

const sharedLength = (a: string, b: string): number => {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

/** Files by the paths that changelogs call them by. */
export interface Files {
  readonly all: readonly SourceFile[]
  /** The file that the path means to `from`: seen from the repository, from a folder of resources, or from wherever it ends so. */
  readonly find: (path: string, from: SourceFile) => SourceFile | undefined
  readonly at: (path: string) => SourceFile | undefined
  /** Files in a folder and below it, in the order of their names. */
  readonly below: (folder: string, from: SourceFile) => readonly SourceFile[]
}

export const filesFrom = (all: readonly SourceFile[]): Files => {
  const byPath = new Map(all.map(file => [normalPath(file.path), file] as const))
  const byName = new Map<string, SourceFile[]>()
  for (const file of all) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    const present = byName.get(name)
    if (present === undefined) byName.set(name, [file])
    else present.push(file)
  }
  const nearest = <T>(candidates: readonly T[], pathOf: (each: T) => string, from: SourceFile): T | undefined =>
    candidates.reduce<T | undefined>(
      (best, each) => (best === undefined || sharedLength(pathOf(each), from.path) > sharedLength(pathOf(best), from.path) ? each : best),
      undefined,
    )
  return {
    all,
    at: path => byPath.get(normalPath(path)),
    find: (path, from) => {
      const normal = normalPath(path)
      const exact = byPath.get(normal)
      if (exact !== undefined) return exact
      const ending = (byName.get(normal.slice(normal.lastIndexOf('/') + 1)) ?? []).filter(file =>
        normalPath(file.path).endsWith(`/${normal}`),
      )
      return nearest(ending, ({ path: own }) => own, from)
    },
    below: (folder, from) => {
      const normal = normalPath(folder)
      const prefixes = [...new Set(all.flatMap(({ path }) => prefixOf(normalPath(path), normal)))]
      const prefix = nearest(prefixes, each => each, from)
      return prefix === undefined
        ? []
        : all
            .filter(({ path }) => normalPath(path).startsWith(`${prefix}/`))
            .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    },
  }
}

/** Where in the repository a folder of resources lies, seen from a file in it. */
const prefixOf = (path: string, folder: string): readonly string[] => {
  if (folder === '') return ['']
  if (path.startsWith(`${folder}/`)) return [folder]
  const at = path.indexOf(`/${folder}/`)
  return at === -1 ? [] : [path.slice(0, at + 1 + folder.length)]
}

/** The path by which Liquibase knows a changelog that no other one includes: within the folder of resources it lies in. */
export const pathInResources = (path: string): string => {
  const normal = normalPath(path)
  const at = /^(?:.*\/)?(?:src\/[^/]+\/)?resources\//.exec(normal)
  return at === null ? normal : normal.slice(at[0].length)
}
