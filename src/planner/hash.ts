import { createHash } from 'node:crypto'

/** JSON with sorted keys and without `undefined`, so that equal values print equal. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v)

export const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
