import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'

export interface FileToWrite {
  readonly path: string
  readonly content: string
  /** Nobody's work: made anew from what is installed, so that what stands there may go. */
  readonly isGenerated?: boolean
  /** What others rely on as it was: with other content it stays, whatever `force` says. */
  readonly isFrozen?: boolean
}

export interface WriteOptions {
  readonly force: boolean
  /** Files that go when the others come. */
  readonly remove?: readonly string[]
}

export interface Written {
  readonly path: string
  readonly how: 'created' | 'overwritten' | 'unchanged'
}

/**
 * Writes all files or none. A file that is there with other content stops everything, unless `force`; one with the
 * same content is left alone. Each is written beside its place and renamed into it, so that no reader sees half a file;
 * Ctrl-C comes too late meanwhile.
 */
export function writeFiles(files: readonly FileToWrite[], { force, remove = [] }: WriteOptions): Result<readonly Written[]> {
  const plan = files.map(file => ({ ...file, how: howOf(file) }))
  const twice = plan.filter((file, index) => plan.findIndex(other => other.path === file.path) !== index)
  if (twice.length > 0) throw new Error(`two files for one place: ${twice.map(({ path }) => path).join(', ')}`)
  const inTheWay = plan.filter(({ how, isGenerated }) => how === 'overwritten' && isGenerated !== true)
  const edited = inTheWay.filter(({ isFrozen }) => isFrozen === true)
  if (edited.length > 0) {
    return fail(
      ...edited.map(({ path }) =>
        error(
          'frozen-file-was-edited',
          `${path} has been edited, and migrations that are written rely on it as it was. Nothing was written.`,
          'restore it from version control; what is to be otherwise belongs into a file of another name',
        ),
      ),
    )
  }
  if (inTheWay.length > 0 && !force) {
    return fail(
      ...inTheWay.map(({ path }) =>
        error(
          'file-exists',
          `${path} is there already, with other content. Nothing was written.`,
          'remove it, choose another --out, or say --force to overwrite it',
        ),
      ),
    )
  }
  const staged: { readonly temporary: string; readonly path: string; readonly previous?: Buffer }[] = []
  const folders: string[] = []
  const removed: { readonly path: string; readonly previous: Buffer }[] = []
  let placed = 0
  for (const signal of interruptions) process.on(signal, comesTooLate)
  try {
    for (const { path, content } of plan.filter(({ how }) => how !== 'unchanged')) {
      makeFolders(dirname(path), folders)
      const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}`)
      staged.push({ temporary, path, ...(existsSync(path) ? { previous: readFileSync(path) } : {}) })
      writeFileSync(temporary, content, { flag: 'wx' })
    }
    for (const { temporary, path } of staged) {
      renameSync(temporary, path)
      placed += 1
    }
    for (const path of remove.filter(each => existsSync(each))) {
      removed.push({ path, previous: readFileSync(path) })
      rmSync(path)
    }
  } catch (reason) {
    for (const { path, previous } of removed) writeFileSync(path, previous)
    for (const { path, previous } of staged.slice(0, placed)) {
      if (previous === undefined) rmSync(path, { force: true })
      else writeFileSync(path, previous)
    }
    for (const { temporary } of staged) if (existsSync(temporary)) rmSync(temporary)
    for (const folder of folders.toReversed()) rmdirSync(folder)
    if (!isSystemError(reason)) throw reason
    return fail(
      error(
        'cannot-write',
        `Writing failed: ${reason.message}. Nothing was written.`,
        'look at the folder’s rights and the room on its disk',
      ),
    )
  } finally {
    for (const signal of interruptions) process.off(signal, comesTooLate)
  }
  return ok(plan.map(({ path, how }) => ({ path, how })))
}

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const comesTooLate = (): void => {}

/** Not `recursive`: what was made is to be known, and under /proc Node would try for ever. */
function makeFolders(folder: string, made: string[]): void {
  if (existsSync(folder)) return
  makeFolders(dirname(folder), made)
  mkdirSync(folder)
  made.push(folder)
}

function howOf({ path, content }: FileToWrite): Written['how'] {
  if (!existsSync(path)) return 'created'
  try {
    return readFileSync(path, 'utf8') === content ? 'unchanged' : 'overwritten'
  } catch (reason) {
    if (isSystemError(reason)) return 'overwritten' // a folder, or a file nobody may read: in the way either way
    throw reason
  }
}

const isSystemError = (reason: unknown): reason is NodeJS.ErrnoException => reason instanceof Error && 'syscall' in reason
