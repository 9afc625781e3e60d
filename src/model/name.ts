/**
 * A relation, type or function name as a value. Names are kept exactly as the catalog has them
 * (case and punctuation included); quoting happens only where SQL is printed.
 */
export interface Name {
  /** Absent means: resolved through the connection's search path. */
  readonly schema?: string
  readonly name: string
}

export const nameOf = (name: string | Name, schema?: string): Name =>
  typeof name === 'string' ? (schema === undefined ? { name } : { schema, name }) : name

/** Stable text of a name, used as record key and in messages. Not SQL: nothing is quoted. */
export const keyOf = ({ schema, name }: Name): string => (schema === undefined ? name : `${schema}.${name}`)

export const isSameName = (a: Name, b: Name): boolean => a.schema === b.schema && a.name === b.name

/** The same schema, another object: `sibling(users, 'users_pkey')`. */
export const sibling = ({ schema }: Name, name: string): Name => nameOf(name, schema)

/** Bytes of the longest name PostgreSQL keeps (NAMEDATALEN - 1); it cuts longer ones with no more than a notice. */
export const longestName = 63

/** A name as the server keeps it: cut before the first character that does not fit whole. */
export const clipName = (name: string, bytes = longestName): string => {
  let kept = ''
  let length = 0
  for (const character of name) {
    length += Buffer.byteLength(character)
    if (length > bytes) break
    kept += character
  }
  return kept
}
