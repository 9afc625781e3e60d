import type { SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { readData } from './data.ts'
import { isFormatted, readFormatted } from './formatted.ts'
import type { Part } from './part.ts'
import { readXml } from './xml.ts'

/** Does the text look like a changelog of its own, rather than any file of XML, YAML, JSON or SQL? */
export const isChangelog = ({ path, text }: SourceFile): boolean =>
  /\.sql$/i.test(path) ? isFormatted(text) : text.includes('databaseChangeLog')

/** A file of plain SQL is one change set, sent as one text. */
const plainSql = (file: SourceFile): Part => {
  const places = placesIn(file)
  const at = places(0, file.text.length)
  const part = (name: string, value: string): Part => ({ name, value, parts: [], at })
  const sql: Part = { name: 'sql', value: file.text, parts: [part('splitStatements', 'false')], at, place: places }
  return {
    name: 'databaseChangeLog',
    parts: [{ name: 'changeSet', parts: [part('id', 'raw'), part('author', 'includeAll'), sql], at }],
    at,
  }
}

/** Reads each file once, whatever it is written in; what cannot be read is told of. */
export const parserFor = (diagnostics: Diagnostic[]): ((file: SourceFile) => Part | undefined) => {
  const known = new Map<string, Part | undefined>()
  const parse = (file: SourceFile): Part | undefined => {
    if (/\.sql$/i.test(file.path)) {
      if (!isFormatted(file.text)) return plainSql(file)
      const { root, diagnostics: told } = readFormatted(file)
      diagnostics.push(...told)
      return root
    }
    const isXml = /\.xml$/i.test(file.path)
    const read = isXml ? readXml(file) : readData(file)
    if (!read.ok) {
      diagnostics.push(...read.diagnostics)
      return undefined
    }
    if ('root' in read.value) {
      diagnostics.push(...read.value.diagnostics)
      return read.value.root
    }
    return read.value
  }
  return file => {
    if (!known.has(file.path)) known.set(file.path, parse(file))
    return known.get(file.path)
  }
}
