import type { Index } from '../../../model/schema.ts'
import { hasOnly, type Idioms } from '../../idiom.ts'
import { isPlain, type LaravelContext } from '../context.ts'
import { php, phpCall, phpChain, phpString, phpStrings, type Php } from '../php.ts'

/* Not here: a unique index, which the builder's unique() makes a constraint of. */
export const indexIdioms: Idioms<LaravelContext> = {
  'create-index': (step, context) => {
    const table = context.table(step.table)
    const call = indexCall(step.index)
    if (table === undefined || call === undefined || step.parentOnly || step.materializedView) return undefined
    if (!step.online) return { schema: context.schema, table, index: phpChain([call]) }
    return context.since(12, 23) ? { schema: context.schema, table, index: phpChain([call, phpCall('online')]) } : undefined
  },

  // Concurrently it has no word for; in a schema it looks for the index on the search path.
  'drop-index': (step, { table, schema, since }) => {
    const owner = table(step.table)
    if (owner === undefined || step.online || step.table.schema !== undefined || !isPlain(step.index.name)) return undefined
    const name = phpString(step.index.name)
    return { schema, table: owner, name, ...(since(11) ? { onlyIf: php(`${schema}hasIndex(${owner}, ${name})`) } : {}) }
  },

  'rename-index': (step, { table, schema }) => {
    const owner = table(step.table)
    if (owner === undefined || step.table.schema !== undefined || !isPlain(step.from) || !isPlain(step.to)) return undefined
    return { schema, table: owner, from: phpString(step.from), to: phpString(step.to) }
  },
}

/** Absent where `index()` cannot say it. */
export const indexCall = (index: Index): Php | undefined => {
  const { name, parts, method } = index
  if (!hasOnly(index, ['name', 'parts', 'method', 'valid']) || !isPlain(name)) return undefined
  const columns = parts.map(part => (hasOnly(part, ['column']) ? part.column : undefined))
  if (!columns.every(column => column !== undefined && isPlain(column))) return undefined
  const algorithm = method === undefined || method === 'btree' ? [] : [phpString(method)]
  return phpCall('index', phpStrings(columns as readonly string[]), phpString(name), ...algorithm)
}
