import { createHash } from 'node:crypto'
import { canonicalJson } from '../model/canonical-json.ts'

/** Of equal values the same, in whatever order their keys stand. */
export const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
