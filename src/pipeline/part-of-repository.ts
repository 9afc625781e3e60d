import { existsSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Repository } from '../frameworks/read.ts'
import { openRepository, rootOf } from './repository.ts'

/** A part of a repository on disk. */
export interface PartOfRepository {
  readonly repository: Repository
  /** The part that is meant, from the repository's root, with `/`; empty for all of it. */
  readonly within: string
  /** What stands before its paths when a person is told of them: the way from the working directory to the root. */
  readonly prefix: string
}

const slashed = (path: string): string => path.split(sep).join('/')

/** The repository around a path, and the path as its part; nothing where there is nothing. */
export const partOfRepository = (path: string): PartOfRepository | undefined => {
  if (!existsSync(path)) return undefined
  const there = resolve(path)
  const root = rootOf(statSync(there).isDirectory() ? there : dirname(there))
  return { repository: openRepository(root), within: slashed(relative(root, there)), prefix: slashed(relative(process.cwd(), root)) }
}
