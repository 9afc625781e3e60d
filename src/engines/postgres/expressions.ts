import type { Name } from '../../model/name.ts'
import type { Routine, Schema } from '../../model/schema.ts'
import type { Semantics } from '../../steps/step.ts'
import { quoteIdentifier } from './identifier.ts'
import { type Reference, referencesIn } from './references.ts'
import { type Named, readSimply } from './simple-expression.ts'
import { tokensOf } from './tokens.ts'
import { knownFunctions, volatileFunctions } from './volatility.ts'

type Parser = Pick<typeof import('libpg-query'), 'parseSync'>
let parser: Parser | undefined

/**
 * Loads PostgreSQL's own parser (libpg_query 18, WebAssembly; 0.1 s the first time), after which everything here
 * works synchronously. Not needed for expressions `needsParser` says no to.
 */
export async function loadExpressions(): Promise<void> {
  if (parser !== undefined) return
  const loaded = await import('libpg-query')
  await loaded.loadModule()
  parser = loaded
}

/** Is the expression beyond what can be read without `loadExpressions`? */
export const needsParser = (expression: string): boolean => readSimply(expression) === undefined

/** An expression was beyond `readSimply` and `loadExpressions` had not been awaited. */
export class ParserNotLoaded extends Error {
  constructor() {
    super('loadExpressions() must have been awaited')
  }
}

/** PostgreSQL's parser; throws `ParserNotLoaded` before `loadExpressions`. */
export const loadedParser = (): Parser => {
  if (parser === undefined) throw new ParserNotLoaded()
  return parser
}

const statementStart = /^\s*(?:create|alter|select|with|insert|update|delete|merge|values|comment|drop|grant)\b/i

/** Text as the parser takes it: a statement as it is, an expression, list or EXCLUDE definition inside one. */
const wrap = (sql: string): string =>
  statementStart.test(sql) ? sql : /^\s*using\b/i.test(sql) ? `ALTER TABLE t ADD EXCLUDE ${sql}` : `SELECT ${sql}`

interface Parsed {
  readonly references: readonly Reference[]
  readonly tree: unknown
  readonly offset: number
}

function parse(sql: string, table?: Name): Parsed {
  const wrapped = wrap(sql)
  const tree = loadedParser().parseSync(wrapped)
  return { tree, offset: wrapped.length - sql.length, references: referencesIn(wrapped, tree, table, wrapped !== sql) }
}

/**
 * Columns an expression or a whole statement names, unqualified, each once, in order of appearance.
 *
 * @throws SqlError of libpg-query when the text is not SQL
 */
export function columnsOf(expression: string, table?: Name): readonly string[] {
  const names = readSimply(expression)?.columns ?? parse(expression, table).references
  return [...new Set(names.map(reference => reference.name))]
}

/**
 * The text after `ALTER TABLE … RENAME COLUMN`, as the server would keep it: references change, strings and functions
 * of that name do not, and an output column of a view keeps its old name by an alias.
 *
 * @param table in a whole statement over several tables, the one whose column is renamed; without it every base table's is
 */
export function renameColumn(expression: string, from: string, to: string, table?: Name): string {
  const simple = readSimply(expression)
  const { references, offset } =
    simple === undefined
      ? parse(expression, table)
      : { references: simple.columns.map(column => ({ ...column, isOwn: true, isUnnamedOutput: false })), offset: 0 }
  let renamed = expression
  for (const { name, token, isOwn, isUnnamedOutput } of references.toReversed()) {
    if (name !== from || !isOwn) continue
    const at = token.start - offset
    const alias = isUnnamedOutput ? ` AS ${quoteIdentifier(from)}` : ''
    renamed = `${renamed.slice(0, at)}${quoteIdentifier(to)}${alias}${renamed.slice(at + token.text.length)}`
  }
  return renamed
}

/** Relations an expression or a query names, common table expressions left out. */
export const relationsOf = (sql: string): readonly Name[] => (readSimply(sql) === undefined ? relationsOfStatements(wrap(sql)) : [])

/** The same of statements of any kind, one or several: the body of a routine. */
export function relationsOfStatements(sql: string): readonly Name[] {
  const names: Name[] = []
  const expressions = new Set<unknown>()
  JSON.stringify(loadedParser().parseSync(sql), (key, value: Record<string, unknown> | null) => {
    if (key === 'CommonTableExpr') expressions.add(value?.ctename)
    // The relation of a single-table statement stands without the wrapping key.
    if ((key === 'RangeVar' || key === 'relation') && typeof value?.relname === 'string') {
      names.push(
        value.schemaname === undefined || value.schemaname === 'public'
          ? { name: value.relname }
          : { schema: String(value.schemaname), name: value.relname },
      )
    }
    return value
  })
  return names.filter(({ schema, name }) => schema !== undefined || !expressions.has(name))
}

/**
 * May the expression's value differ from row to row of one statement? Built-in functions by `pg_proc` of 12 to 18,
 * routines of the schema by their own declaration, everything unknown is taken as volatile.
 */
export const isVolatile = (expression: string, schema: Schema): boolean =>
  functionsOf(expression).some(called => isVolatileFunction(called, schema))

function isVolatileFunction({ schema: home, name }: Named['functions'][number], schema: Schema): boolean {
  const own = schema.routines
    .values()
    .filter(routine => routine.name.name === name && (home === undefined || (routine.name.schema ?? 'public') === home))
  const isBuiltIn = (home === undefined || home === 'pg_catalog') && (volatileFunctions.has(name) || knownFunctions().has(name))
  if (own.length === 0 && !isBuiltIn) return true
  return (isBuiltIn && volatileFunctions.has(name)) || own.some(routine => declaredVolatility(routine) === 'volatile')
}

/** Words after the parameter list; a function's body is a string, or follows BEGIN ATOMIC or RETURN. */
function declaredVolatility({ definition }: Routine): string {
  let depth = 0
  for (const token of tokensOf(definition) ?? []) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (depth > 0 || token.kind !== 'word') continue
    if (token.name === 'atomic' || token.name === 'return') break
    if (['immutable', 'stable', 'volatile'].includes(token.name)) return token.name
  }
  return 'volatile'
}

function functionsOf(expression: string): Named['functions'] {
  const simple = readSimply(expression)
  if (simple !== undefined) return simple.functions
  const functions: { schema?: string; name: string }[] = []
  JSON.stringify(loadedParser().parseSync(wrap(expression)), (key, value: unknown) => {
    if (key === 'funcname' && Array.isArray(value)) {
      const names = (value as { String: { sval: string } }[]).map(part => part.String.sval)
      functions.push({ name: names.at(-1) as string, ...(names.length > 1 ? { schema: names.at(-2) as string } : {}) })
    }
    return value
  })
  return functions
}

/** What is wrong with an expression, in the server's words, or undefined. Always parses: `loadExpressions` first. */
export function parseExpressionError(expression: string): string | undefined {
  const head = 'SELECT (\n'
  try {
    const { stmts = [] } = loadedParser().parseSync(`${head}${expression}\n)`)
    const select = (stmts[0]?.stmt as { SelectStmt?: Record<string, unknown> } | undefined)?.SelectStmt
    const targets = (select?.targetList ?? []) as { ResTarget?: { name?: string; val?: unknown } }[]
    const rest = Object.keys(select ?? {}).filter(key => !['targetList', 'limitOption', 'op'].includes(key))
    return stmts.length === 1 && targets.length === 1 && targets[0]?.ResTarget?.name === undefined && rest.length === 0
      ? undefined
      : 'not one expression'
  } catch (reason) {
    const { message, sqlDetails } = reason as { message: string; sqlDetails?: { cursorPosition: number } }
    if (sqlDetails === undefined) throw reason
    const before = Buffer.from(`${head}${expression}`).subarray(0, sqlDetails.cursorPosition).toString().length - head.length
    return before >= expression.length ? 'ends too early, or has one parenthesis too many' : message
  }
}

export const semantics: Semantics = { columnsOf, renameColumn }
