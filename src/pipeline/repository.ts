import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, type Dirent } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Repository } from '../frameworks/read.ts'

/** Folders nobody keeps migrations of their own in. */
const skipped = new Set(['.git', 'node_modules', 'vendor', '.venv', 'venv', '__pycache__', 'target', 'dist', 'build', '.cache'])

/** What git says in the folder, or nothing where there is no git or it fails. */
export function git(folder: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 })
  } catch {
    return undefined // no git, no repository, or no such revision: the caller has another way
  }
}

/** The root of the repository a folder is in; the folder itself outside of one. */
export const rootOf = (folder: string): string => git(folder, 'rev-parse', '--show-toplevel')?.trim() ?? folder

/** Nothing where the folder may not be read. */
const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function* filesBelow(root: string, folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* filesBelow(root, join(folder, entry.name))
    } else if (entry.isFile()) yield relative(root, join(folder, entry.name)).split(sep).join('/')
  }
}

/** A repository on disk; what version control ignores is left out. Files are read when asked for, once. */
export function openRepository(root: string): Repository {
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
  const paths = listed === undefined ? [...filesBelow(root, root)] : [...new Set(listed.split('\0').filter(path => path !== ''))]
  const texts = new Map<string, string | undefined>()
  return {
    paths: paths.toSorted(),
    read: path => {
      if (!texts.has(path)) texts.set(path, textOf(join(root, path)))
      return texts.get(path)
    },
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // deleted since it was listed, or not readable: the reader says so by name
  }
}
