import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { SqlSource } from '../../play-sql.ts'
import type { ReadOptions } from '../../read.ts'
import { replaceStretches, standIn } from '../../replaced-text.ts'

const variable = /\$\$|\$\{(?<braced>[A-Za-z_]\w*)(?::?-(?<default>[^}]*))?\}|\$(?<plain>[A-Za-z_]\w*)/g

/** `${NAME}`, `${NAME:-default}` and `$NAME` as goose puts the environment in: what the project states, or the default, or a name that stands in. */
export const substituteEnvironment = (
  { text, place }: SqlSource,
  { placeholders = {} }: ReadOptions,
  diagnostics: Diagnostic[],
): SqlSource => {
  const found = [...text.matchAll(variable)].flatMap(({ 0: written, index: start, groups = {} }) => {
    const name = groups['braced'] ?? groups['plain']
    if (name === undefined) return []
    const end = start + written.length
    const value = placeholders[name] ?? groups['default']
    if (value === undefined)
      diagnostics.push({
        code: 'unknown-placeholder',
        severity: 'warning',
        message: `the value of the environment's ${name} is not known: a name stands in for it`,
        span: place(start, end),
      })
    return [{ start, end, value: value ?? standIn(written, name) }]
  })
  return replaceStretches(text, place, found)
}
