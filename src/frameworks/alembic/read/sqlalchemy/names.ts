/** Always in quotes: what a name is does not depend on it, and no list of reserved words is needed. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A table as statements name it. A schema may hold dots of its own, which separate. */
export const qualifiedName = (name: string, schema?: string): string =>
  `${schema === undefined ? '' : `${schema.split('.').map(quoteIdentifier).join('.')}.`}${quoteIdentifier(name)}`
