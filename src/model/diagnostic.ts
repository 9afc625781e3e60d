export type Severity = 'error' | 'warning' | 'note'

/** A place in a user's file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine?: number
  readonly endColumn?: number
}

/** A user's mistake or a finding, as a value. Message pattern: what happens, to which table, do this instead. */
export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** What to do. */
  readonly help?: string
  readonly span?: Span
}

/** Either the value or the reasons there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const fail = <T = never>(...diagnostics: Diagnostic[]): Result<T> => ({ ok: false, diagnostics })
export const error = (code: string, message: string, help?: string, span?: Span): Diagnostic => ({
  code,
  severity: 'error',
  message,
  ...(help === undefined ? {} : { help }),
  ...(span === undefined ? {} : { span }),
})
