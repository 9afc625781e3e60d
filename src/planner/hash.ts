import { createHash } from 'node:crypto'

/** JSON with sorted keys and without `undefined`, so that equal values print equal. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const record = value as Readonly<Record<string, unknown>>
  const entries = Object.keys(record)
    .filter(key => record[key] !== undefined)
    .sort()
  return `{${entries.map(key => `${JSON.stringify(key)}:${canonicalJson(record[key])}`).join(',')}}`
}

export const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
