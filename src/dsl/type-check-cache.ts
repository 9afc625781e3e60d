import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files that were clean together, by the hash of each. Mistakes are not remembered: a missing file may appear. */
interface Entry {
  readonly types: string
  readonly files: Readonly<Record<string, string>>
}

/** Was the file found clean before, with the same content, imports and declarations? */
export const isKnownClean = (file: string, types: string, folder: string): boolean => {
  const text = readIfThere(entryPath(file, folder))
  if (text === undefined) return false
  const entry = JSON.parse(text) as Entry
  return (
    entry.types === stateOf(types) &&
    Object.entries(entry.files).every(([path, hash]) => {
      const content = readIfThere(path)
      return content !== undefined && hashOf(content) === hash
    })
  )
}

export const rememberClean = (file: string, types: string, files: readonly string[], folder: string): void => {
  const entry: Entry = { types: stateOf(types), files: Object.fromEntries(files.map(path => [path, hashOf(readFileSync(path, 'utf8'))])) }
  mkdirSync(folder, { recursive: true })
  // Two runs at once must not read each other's half: written beside, then moved.
  const temporary = `${entryPath(file, folder)}.${process.pid}`
  writeFileSync(temporary, JSON.stringify(entry))
  renameSync(temporary, entryPath(file, folder))
}

/** The declarations by size and time of every file beside them: reading forty files for a hash would cost more than it saves. */
const stateOf = (types: string): string => {
  const folders = [join(dirname(types), 'dsl'), join(dirname(types), 'model')]
  const files = folders.flatMap(folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(e => e.isFile())
      .map(e => join(e.parentPath, e.name)),
  )
  return hashOf(
    [types, ...files]
      .map(path => {
        const { size, mtimeMs } = statSync(path)
        return `${path} ${size} ${mtimeMs}`
      })
      .join('\n'),
  )
}

const entryPath = (file: string, folder: string): string => join(folder, `types-${hashOf(file)}.json`)
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw thrown
  }
}
