import type { Client } from 'pg'

/** What the server said about the statement that failed, and where it stands. */
export class FileFailed extends Error {
  constructor(
    readonly file: string,
    readonly statement: string,
    readonly reason: Error & { readonly code?: string },
  ) {
    super(`${file}: ${reason.message}\n${statement.slice(0, 400)}`)
  }
}

/**
 * Splits a SQL file into statements as psql does: by the server's own scanner, so that strings, comments,
 * dollar quotes and `BEGIN ATOMIC` bodies are seen. Each statement is to be sent on its own.
 */
export const splitStatements = async (text: string): Promise<readonly string[]> => {
  const { loadModule, parseSync } = await import('libpg-query')
  await loadModule()
  if (text.replace(/--[^\n]*|\s+/g, '') === '') return []
  const bytes = Buffer.from(text)
  return (parseSync(text).stmts ?? []).map(({ stmt_location: from = 0, stmt_len: length }) =>
    bytes
      .subarray(from, length === undefined || length === 0 ? bytes.length : from + length)
      .toString()
      .trim(),
  )
}

/**
 * Runs a file as `psql -v ON_ERROR_STOP=1 -f` would: statement after statement on one session, stopping at the first error.
 * @param client a session of its own; a failed transaction is rolled back before this throws, as psql's exit would
 * @param each called after every statement, with its text
 */
export const runFile = async (client: Client, file: string, text: string, each?: (statement: string) => Promise<void>): Promise<void> => {
  for (const statement of await splitStatements(text)) {
    try {
      await client.query(statement)
    } catch (reason) {
      await client.query('ROLLBACK').catch(() => undefined) // no transaction to roll back
      throw new FileFailed(file, statement, reason as Error & { code?: string })
    }
    await each?.(statement)
  }
}
