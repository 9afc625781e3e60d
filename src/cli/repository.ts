import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** A repository on disk, and the part of it that a command was pointed at. */
export interface LocalRepository {
  readonly repository: {
    readonly paths: readonly string[]
    readonly read: (path: string) => string | undefined
  }
  /** From the repository's root, with `/`; empty for all of it. */
  readonly within: string
  /** From the working directory to the root: what stands before a path when a person is told of it. */
  readonly prefix: string
}

const slashed = (path: string): string => path.split(sep).join('/')

/** Folders that hold what others wrote, or what was made from the rest. */
const passedOver: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'target', 'build', 'dist', 'tmp', '__pycache__', 'venv'])

/** The repository around a path: up to where version control begins, else the folder itself. Nothing where there is none. */
export const repositoryAround = (path: string): LocalRepository | undefined => {
  if (!existsSync(path)) return undefined
  const there = resolve(path)
  const start = statSync(there).isDirectory() ? there : dirname(there)
  const root = rootOf(start) ?? start
  const paths = filesBelow(root)
  return {
    repository: { paths, read: file => textOf(join(root, file)) },
    within: slashed(relative(root, there)),
    prefix: slashed(relative(process.cwd(), root)),
  }
}

const rootOf = (folder: string): string | undefined => {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : rootOf(parent)
}

const filesBelow = (root: string): readonly string[] => {
  const paths: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !passedOver.has(entry.name)) visit(path)
      } else if (entry.isFile()) paths.push(path)
    }
  }
  visit('')
  return paths.toSorted()
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (reason) {
    if (reason instanceof Error && 'syscall' in reason) return undefined // gone, or nobody may read it
    throw reason
  }
}
