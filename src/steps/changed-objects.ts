import type { Name } from '../model/name.ts'
import type { Step } from './step.ts'

/** What a step merely looks at, or says of what it makes. */
const passive: readonly string[] = [
  'references',
  'reads',
  'type',
  'types',
  'reference',
  'where',
  'set',
  'pairs',
  'statistics',
  'extensions',
]

const isName = (value: object): value is Name =>
  'name' in value && typeof value.name === 'string' && Object.keys(value).every(key => key === 'name' || key === 'schema')

/**
 * The relations, types and functions that a step makes, changes or drops, indexes and what belongs to a table by its own name
 * included; not those it only refers to. Rather one name too many (a column's, a trigger's) than one too few.
 */
export const changedObjects = (step: Step): readonly Name[] => {
  const found = new Map<string, Name>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) return value.forEach(visit)
    if ('name' in value && typeof value.name === 'string') {
      const name: Name = isName(value) ? value : { name: value.name }
      found.set(`${name.schema ?? ''}.${name.name}`, name)
    }
    for (const [key, part] of Object.entries(value)) {
      if (passive.includes(key)) continue
      if ((key === 'to' || key === 'name') && typeof part === 'string') found.set(`.${part}`, { name: part })
      else visit(part)
    }
  }
  visit(step)
  return [...found.values()]
}
