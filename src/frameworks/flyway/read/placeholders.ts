import { basename } from 'node:path/posix'
import type { PlaceOf } from '../../../history/recorder.ts'
import type { ReadOptions } from '../../read.ts'
import { replaceStretches, standIn, type Replacement } from '../../replaced-text.ts'

interface Unknown {
  readonly name: string
  readonly start: number
  readonly end: number
}

export interface Replaced {
  readonly text: string
  /** Offsets of the new text as places in the file. */
  readonly place: PlaceOf
  readonly unknown: readonly Unknown[]
}

/** Values that Flyway sets itself, as far as they are the same in every run. */
const ownValues = (path: string, { flyway = {} }: ReadOptions): Readonly<Record<string, string>> => ({
  'flyway:defaultschema': flyway.defaultSchema ?? 'public',
  'flyway:filename': basename(path),
  'flyway:table': flyway.table ?? 'flyway_schema_history',
})

/** Puts values in for `${name}`, everywhere in a file: Flyway looks into texts and comments too. Names are in any case. */
export const replacePlaceholders = (path: string, text: string, place: PlaceOf, options: ReadOptions): Replaced => {
  const { placeholderPrefix: prefix = '${', placeholderSuffix: suffix = '}' } = options.flyway ?? {}
  const given = Object.entries(options.placeholders ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  const values = new Map([...Object.entries(ownValues(path, options)), ...given])
  const unknown: Unknown[] = []
  const replacements: Replacement[] = []
  let end = 0
  for (let start = text.indexOf(prefix); start !== -1; start = text.indexOf(prefix, end)) {
    const close = text.indexOf(suffix, start + prefix.length)
    if (close === -1) break
    end = close + suffix.length
    const name = text.slice(start + prefix.length, close)
    const value = values.get(name.toLowerCase())
    if (value === undefined) unknown.push({ name, start, end })
    replacements.push({ start, end, value: value ?? standIn(text.slice(start, end), name) })
  }
  return { ...replaceStretches(text, place, replacements), unknown }
}
