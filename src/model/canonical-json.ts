import { Entries } from './entries.ts'

/** JSON with sorted keys and without `undefined`, so that equal values print equal. Loops: a plan is hashed as a whole. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : String(value)
  let text = ''
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  const record = (value instanceof Entries ? value.toJSON() : value) as Readonly<Record<string, unknown>>
  for (const key of Object.keys(record).sort()) {
    const item = record[key]
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`
  }
  return `{${text}}`
}
