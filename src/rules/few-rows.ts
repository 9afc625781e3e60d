import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'

/** `WHERE id = 7`, `WHERE key IN ('a', 'b')` and nothing that makes it more. */
const byKey =
  /\bwhere\s+(?:[\w"]+\.)?"?(?<column>\w+)"?\s*(?:=\s*(?:'[^']*'|-?\d+)|in\s*\((?:\s*(?:'[^']*'|-?\d+)\s*,?)+\))\s*(?:and\b(?!.*\bor\b).*)?$/is

/** `(SELECT count(*) FROM (SELECT FROM users LIMIT 1001) AS few) <= 1000`: nothing is done where there are more. */
const onlyFew =
  /\(\s*select\s+count\(\*\)\s+from\s+\(\s*select\s+from\s+(?<table>[\w."]+)\s+limit\s+\d+\s*\)\s*(?:as\s+)?\w*\s*\)\s*<=?\s*\d{1,4}\b(?!.*\bor\b)/is

/** Does a statement on rows find them by a unique key, or read no more than a counter? Then it is over at once. */
export function meetsFewRows(step: Step, before: Schema): boolean {
  if (step.kind !== 'execute-sql' || step.known === undefined) return false
  if (step.known.verb === 'select') return /\bsetval\s*\(/i.test(step.up)
  if (step.known.verb !== 'update' && step.known.verb !== 'delete') return false
  const counted = onlyFew.exec(step.up)?.groups?.['table']?.replaceAll('"', '')
  if (counted !== undefined && step.known.locks.every(({ relation }) => keyOf(relation) === counted)) return true
  const column = byKey.exec(step.up.trim())?.groups?.['column']
  return (
    column !== undefined &&
    step.known.locks.every(({ relation }) => {
      const table = before.tables.get(keyOf(relation))
      return (
        table === undefined ||
        table.constraints.some(one => (one.kind === 'primary-key' || one.kind === 'unique') && one.columns.join() === column) ||
        table.indexes.some(index => index.unique && index.parts.length === 1 && index.parts[0]?.column === column)
      )
    })
  )
}
