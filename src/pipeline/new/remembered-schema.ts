import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSchemaFile, type LoadedSchema } from '../../dsl/load.ts'
import { ok, type Result } from '../../model/diagnostic.ts'
import { schemaFrom, type WrittenSchema } from '../../model/entry-kinds.ts'
import { cacheFolder } from '../cache-folder.ts'

type Read = Pick<LoadedSchema, 'schema' | 'names'>

/** A build writes this file anew; from source, where any other file may have changed, nothing is remembered. */
const own = fileURLToPath(import.meta.url)

/**
 * The schema file's own schema. Running the calls of a large one takes longer than all else that `lockstep new` does, so what a
 * file of nothing but calls of ours came to is remembered by its text.
 */
export const readSchemaFile = async (file: string, { program = own, folder = cacheFolder } = {}): Promise<Result<Read>> => {
  const text = readFileSync(file, 'utf8')
  const place = program.endsWith('.js') && isAlone(text) ? placeOf(file, text, program, folder) : undefined
  const known = place === undefined ? undefined : recall(place)
  if (known !== undefined) return ok(known)
  const loaded = await loadSchemaFile(file, { module: await import('../../authoring.ts'), cacheFolder })
  if (place !== undefined && loaded.ok) remember(place, loaded.value)
  return loaded
}

/** It takes nothing from elsewhere, and so means the same wherever and whenever it is read. */
const isAlone = (text: string): boolean =>
  !/\b(?:require|process|Date|Math|globalThis)\b|\bimport\s*[.(]/.test(text) &&
  [...text.matchAll(/\b(?:from|import)\s*(['"])(.*?)\1/g)].every(([, , from]) => from === 'lockstep')

interface Place {
  /** One for each schema file, however often it changes. */
  readonly path: string
  /** Of the text, and of the program that read it. */
  readonly key: string
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

const placeOf = (file: string, text: string, program: string, folder: string): Place => {
  const { mtimeMs, size } = statSync(program)
  return { path: join(folder, `schema-${hashOf(file)}.json`), key: hashOf(`${program} ${mtimeMs} ${size}\n${text}`) }
}

const recall = ({ path, key }: Place): Read | undefined => {
  try {
    const entry = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly key: string
      readonly schema: WrittenSchema
      readonly names: readonly (readonly [string, string])[]
    }
    return entry.key === key ? { schema: schemaFrom(entry.schema), names: new Map(entry.names) } : undefined
  } catch {
    return undefined // not there yet, or half of it: made anew
  }
}

function remember({ path, key }: Place, { schema, names }: Read): void {
  const temporary = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, JSON.stringify({ key, schema, names: [...names] }))
    renameSync(temporary, path)
  } catch {
    // a folder that cannot be written to remembers nothing
  }
}
