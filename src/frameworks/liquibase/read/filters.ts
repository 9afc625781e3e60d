/** What decides whether a change set belongs to a run: the kind of database, contexts, labels. */
export interface Filters {
  /** The short names by which Liquibase knows the database. */
  readonly dbms: string
  readonly contexts: readonly string[] | undefined
  readonly labels: readonly string[] | undefined
}

/** Short names of databases, which projects of several use as contexts too. */
const databases: ReadonlySet<string> = new Set(
  'postgresql postgres pg mysql mariadb oracle mssql sqlserver h2 hsqldb hsql derby db2 sqlite sybase asany firebird informix cockroachdb snowflake edb ingres'.split(
    ' ',
  ),
)
const aliases: Readonly<Record<string, readonly string[]>> = { postgresql: ['postgresql', 'postgres', 'pg'] }

/** `postgresql, h2`, `!mysql`, `all`, `none`. */
export const matchesDbms = (said: string | undefined, { dbms }: Filters): boolean => {
  const names = (said ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '')
  if (names.length === 0 || names.includes('all')) return true
  if (names.includes('none') || names.includes(`!${dbms}`)) return false
  return names.includes(dbms) || names.every(name => name.startsWith('!'))
}

/** An expression of `and`, `or`, `not`, `!`, commas (or) and parentheses; true for what cannot be read. */
export const evaluate = (expression: string, holds: (name: string) => boolean): boolean => {
  const words = expression.match(/[(),!]|[^\s(),!]+/g) ?? []
  let at = 0
  const isWord = (word: string): boolean => words[at]?.toLowerCase() === word
  const take = (word: string): boolean => isWord(word) && ((at += 1), true)
  const either = (): boolean => {
    let value = both()
    while (take('or') || take(',')) value = both() || value
    return value
  }
  const both = (): boolean => {
    let value = one()
    while (take('and')) value = one() && value
    return value
  }
  const one = (): boolean => {
    let isNot = false
    while (take('!') || take('not')) isNot = !isNot
    if (take('(')) {
      const value = either()
      take(')')
      return value !== isNot
    }
    const word = words[at]
    at += 1
    return word === undefined || holds(word.replace(/^@/, '').toLowerCase()) !== isNot
  }
  return words.length === 0 || either()
}

/**
 * A run without contexts runs everything. But where contexts name databases, as projects of several do, those of the
 * database at hand are the ones that are given.
 */
export const matchesContext = (said: string | undefined, { dbms, contexts }: Filters): boolean => {
  if (said === undefined || said.trim() === '') return true
  if (contexts !== undefined && contexts.length > 0) {
    const given = new Set(contexts.map(each => each.toLowerCase()))
    return evaluate(said, name => given.has(name))
  }
  const names = said.toLowerCase().match(/[^\s(),!@]+/g) ?? []
  if (!names.some(name => databases.has(name))) return true
  // What is no database is taken as given either way: it is not known.
  const other = (isGiven: boolean) => evaluate(said, name => (databases.has(name) ? (aliases[dbms] ?? [dbms]).includes(name) : isGiven))
  return other(true) || other(false)
}

/** Of a change set's labels one must be among those asked for; one without labels always runs. */
export const matchesLabels = (said: string | undefined, { labels }: Filters): boolean => {
  if (labels === undefined || labels.length === 0 || said === undefined || said.trim() === '') return true
  const own = new Set(said.split(',').map(label => label.trim().toLowerCase()))
  return labels.some(asked => evaluate(asked, name => own.has(name)))
}
