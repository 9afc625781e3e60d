/** Why a question to a database has no answer: the server's own code and words. */
export interface Unanswered {
  readonly code: string
  readonly message: string
}

/** What a database says to a question. */
export type Answer = { readonly rows: readonly Readonly<Record<string, unknown>>[] } | { readonly unanswered: Unanswered }

/** Asks a database something that changes nothing. Every question has a transaction of its own, so a pooler may send each elsewhere. */
export type Ask = (sql: string) => Promise<Answer>
