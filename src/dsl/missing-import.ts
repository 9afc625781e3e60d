import { readFileSync } from 'node:fs'
import type { Span } from '../model/diagnostic.ts'

/** The line of an import that names the module; the loader's own error has no place. */
export const placeOfMissingImport = (file: string, specifier: string): Span => {
  const last = specifier.split(/[\\/]/).at(-1) ?? specifier
  const lines = readFileSync(file, 'utf8').split('\n')
  const at = lines.findIndex(line => /\b(from|import|require)\b/.test(line) && line.includes(last.replace(/\.[cm]?[jt]s$/, '')))
  return at < 0 ? { file, line: 1, column: 1 } : { file, line: at + 1, column: lines[at]!.search(/['"]/) + 1 || 1 }
}
