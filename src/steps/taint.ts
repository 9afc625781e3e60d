import type { Schema } from '../model/schema.ts'

/** The schema after something that is not known touched these objects: what is known of them degrades to the careful way. */
export const taint = (schema: Schema, touches: readonly string[]): Schema => ({
  ...schema,
  tainted: [...new Set([...schema.tainted, ...(touches.length === 0 ? ['*'] : touches)])],
})
