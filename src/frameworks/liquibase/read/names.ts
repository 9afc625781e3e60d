/** How Liquibase quotes names (`objectQuotingStrategy`). */
export type Quoting = 'LEGACY' | 'QUOTE_ALL_OBJECTS' | 'QUOTE_ONLY_RESERVED_WORDS'

export const quotingNamed = (said: string | undefined): Quoting | undefined =>
  said === 'LEGACY' || said === 'QUOTE_ALL_OBJECTS' || said === 'QUOTE_ONLY_RESERVED_WORDS' ? said : undefined

/** The words that Liquibase takes for reserved on PostgreSQL (PostgresDatabase, 4.33). */
const reserved: ReadonlySet<string> = new Set(
  (
    'ALL ANALYSE ANALYZE AND ANY ARRAY AS ASC ASYMMETRIC AUTHORIZATION BINARY BOTH CASE CAST CHECK COLLATE COLLATION COLUMN ' +
    'CONCURRENTLY CONSTRAINT CREATE CROSS CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME ' +
    'CURRENT_TIMESTAMP CURRENT_USER DEFAULT DEFERRABLE DESC DISTINCT DO ELSE END EXCEPT FALSE FETCH FOR FOREIGN FREEZE FROM ' +
    'FULL GRANT GROUP HAVING ILIKE IN INITIALLY INNER INTERSECT INTO IS ISNULL JOIN LATERAL LEADING LEFT LIKE LIMIT LOCALTIME ' +
    'LOCALTIMESTAMP NATURAL NOT NOTNULL NULL OFFSET ON ONLY OR ORDER OUTER OVERLAPS PLACING PRIMARY REFERENCES RETURNING RIGHT ' +
    'SELECT SESSION_USER SIMILAR SOME SYMMETRIC TABLE TABLESAMPLE THEN TO TRAILING TRUE UNION UNIQUE USER USING VARIADIC ' +
    'VERBOSE WHEN WHERE WINDOW WITH'
  ).split(' '),
)

const doubled = (name: string): string => `"${name.replaceAll('"', '""')}"`
const hasMixedCase = (name: string): boolean => /\p{Lu}/u.test(name) && /\p{Ll}/u.test(name)
const mustQuote = (name: string): boolean => /^\d/.test(name) || /\W/.test(name) || reserved.has(name.toUpperCase())

/** A name as Liquibase prints it for PostgreSQL: what it leaves unquoted the server folds to lower case. */
export const quoteName = (name: string, quoting: Quoting): string => {
  if (quoting === 'LEGACY' && hasMixedCase(name)) return doubled(name)
  return quoting === 'QUOTE_ALL_OBJECTS' || mustQuote(name) ? doubled(name).trim() : name.trim()
}

/** The name that the catalog then has. */
export const catalogName = (name: string, quoting: Quoting): string => {
  const printed = quoteName(name, quoting)
  return printed.startsWith('"') ? printed.slice(1, -1).replaceAll('""', '"') : printed.toLowerCase()
}

export interface Names {
  readonly one: (name: string) => string
  /** With its schema, where one is said. */
  readonly within: (schema: string | undefined, name: string) => string
  /** A column in an index, which may be an expression. */
  readonly columnOrExpression: (name: string) => string
  /** `a, b DESC`. */
  readonly list: (columns: string) => string
  readonly inCatalog: (name: string) => string
}

export const namesFor = (quoting: Quoting): Names => {
  const one = (name: string): string => quoteName(name, quoting)
  return {
    one,
    within: (schema, name) => (schema === undefined ? one(name) : `${one(schema)}.${one(name)}`),
    columnOrExpression: name => (quoting !== 'QUOTE_ALL_OBJECTS' && name.includes('(') ? name : one(name)),
    list: columns =>
      columns
        .split(',')
        .map(column => column.trim())
        .filter(column => column !== '')
        .map(column => one(column.replace(/\s+(?:DESC|ASC)$/i, '')) + (/\s+DESC$/i.test(column) ? ' DESC' : ''))
        .join(', '),
    inCatalog: name => catalogName(name, quoting),
  }
}
