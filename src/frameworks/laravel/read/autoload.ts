import { dirname, join } from 'node:path/posix'
import type { SourceFile } from '../../../history/migration.ts'
import type { ReadOptions } from '../../read.ts'

/** Where an application keeps what its migrations name. Paths are of files, from the root of the repository. */
export interface Autoload {
  /** Files that a class of that name may stand in, in composer's order. */
  readonly candidates: (className: string) => readonly string[]
  /** Folder of the application, the one with `artisan`; nothing in a package, whose settings an application replaces. */
  readonly root: string | undefined
}

interface Prefix {
  readonly prefix: string
  readonly folder: string
}

/** Folders above the files, the nearest first. */
const foldersAbove = (files: readonly SourceFile[]): readonly string[] => {
  const found = new Set<string>()
  for (const { path } of files) for (let at = dirname(path); !found.has(at); at = dirname(at)) found.add(at)
  const depth = (folder: string): number => (folder === '.' ? 0 : folder.split('/').length)
  return [...found].toSorted((a, b) => depth(b) - depth(a))
}

const isBeside = (path: string): boolean => !path.startsWith('../') && !path.startsWith('/')

/** `"autoload": { "psr-4": { "App\\": "app/" } }` */
const prefixesIn = (folder: string, text: string): readonly Prefix[] => {
  let composer: { readonly autoload?: { readonly 'psr-4'?: Readonly<Record<string, unknown>> } } | null
  try {
    composer = JSON.parse(text) as typeof composer
  } catch {
    return [] // composer itself would refuse it
  }
  return Object.entries(composer?.autoload?.['psr-4'] ?? {}).flatMap(([prefix, said]) =>
    (Array.isArray(said) ? (said as readonly unknown[]) : [said]).flatMap(each =>
      typeof each === 'string' ? [{ prefix, folder: join(folder, each) }] : [],
    ),
  )
}

export const autoloadOf = (files: readonly SourceFile[], readText: NonNullable<ReadOptions['readText']>): Autoload => {
  const folders = foldersAbove(files)
  const prefixes = folders
    .flatMap(folder => prefixesIn(folder, readText(join(folder, 'composer.json')) ?? ''))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
  return {
    candidates: name =>
      prefixes
        .filter(({ prefix }) => name.startsWith(prefix))
        .map(({ prefix, folder }) => join(folder, `${name.slice(prefix.length).replaceAll('\\', '/')}.php`))
        .filter(isBeside),
    root: folders.find(folder => readText(join(folder, 'artisan')) !== undefined),
  }
}
