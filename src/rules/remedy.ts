import type { FrameworkId } from '../model/framework.ts'
import type { ExactRemedy } from './exact-remedy.ts'
import type { Subject } from './finding.ts'

/** What to do instead, as data: printed in the words of the user's own framework. `{table}` stands for the finding's own. */
export interface Remedy {
  readonly words: string
  /** Statements of the safe way, in order. */
  readonly sql?: readonly string[]
  /** They run outside a transaction. */
  readonly outside?: true
  /** Where the framework has words of its own for all of it. */
  readonly rails?: readonly string[]
  readonly laravel?: readonly string[]
  readonly alembic?: readonly string[]
  readonly liquibase?: readonly string[]
}

/** How each framework says SQL, and that it is to run outside a transaction. */
const dialects: Readonly<Record<FrameworkId, { readonly outside: string; readonly sql: (statement: string) => string }>> = {
  rails: { outside: 'disable_ddl_transaction!', sql: statement => `execute ${JSON.stringify(statement)}` },
  laravel: { outside: 'public $withinTransaction = false;', sql: statement => `DB::statement(${singleQuoted(statement)});` },
  alembic: { outside: 'with op.get_context().autocommit_block():', sql: statement => `op.execute(${JSON.stringify(statement)})` },
  liquibase: { outside: '<changeSet … runInTransaction="false">', sql: statement => `<sql>${escaped(statement)}</sql>` },
  flyway: { outside: '-- a file of its own; executeInTransaction=false in its .conf', sql: statement => `${statement};` },
  sql: { outside: '-- a file of its own, outside a transaction', sql: statement => `${statement};` },
}

const singleQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A remedy said for one statement. A word the subject lacks stays as a blank to fill in: `<column>`; `{actions?}` is nothing then. */
export interface SaidRemedy {
  readonly words: string
  /** Lines of code in the framework's language; empty where words are enough. */
  readonly code: readonly string[]
}

export function sayRemedy(remedy: Remedy, framework: FrameworkId, subject: Subject, exactly?: ExactRemedy): SaidRemedy {
  const { outside, sql } = dialects[framework]
  const isSql = framework === 'flyway' || framework === 'sql'
  const own = isSql || exactly?.saysMore === true ? undefined : remedy[framework]
  const statements = exactly?.sql ?? remedy.sql?.map(line => fill(line, subject))
  // The user's own statement is in the framework's words already.
  const lines =
    own?.map(line => fill(line, subject)) ??
    statements?.map((line, n) => (remedy.sql?.[n] === '{statement}' && !isSql ? line : sql(line))) ??
    []
  const isBlock = framework === 'alembic' && remedy.outside === true
  const code = remedy.outside === true && lines.length > 0 ? [outside, ...lines.map(line => (isBlock ? `    ${line}` : line))] : lines
  return { words: fill(remedy.words, subject), code }
}

export const fill = (text: string, subject: Subject): string =>
  text.replaceAll(/\{(\w+)(\?)?\}/g, (_, word: string, more?: string) => subject[word] ?? (more === undefined ? `<${word}>` : ''))
