/** A file that a ledger knows by itself, at the place of the migration it came from. */
interface RecordedFile {
  readonly name: string
  readonly content: string
}

export interface LedgerRow {
  readonly place: number
  readonly file: RecordedFile
  readonly slug: string
}

export interface Recording {
  readonly quote: (text: string) => string
  readonly author: string
}

/** Where a framework keeps what it has applied, on PostgreSQL. SQL texts have no semicolon. */
export interface Ledger {
  readonly table: string
  /** Constraints and indexes of it that have names of their own. */
  readonly indexes?: readonly string[]
  /** Makes it as the framework itself does, where it is not there. */
  readonly create: readonly string[]
  /**
   * As the ledger of the source: condition on a row `m` of `lockstep_migrations (place, source, after)` that is true where the
   * migration is applied.
   */
  readonly isApplied: string
  /** Holds while the ledger can be trusted, with the sentence to raise otherwise. */
  readonly isSound?: { readonly condition: string; readonly otherwise: string }
  /** It records how far it has come, not each migration: there may be no gap. */
  readonly recordsPlaceOnly?: true
  /** What is applied follows from what each migration of the repository comes after: `lockstep_migrations` must hold all of them. */
  readonly followsGraph?: true
  /** Writes rows for the applied ones: joins `lockstep_migrations m` by place where `m.applied`. */
  readonly record: (rows: readonly LedgerRow[], recording: Recording) => readonly string[]
  /** Which of the emitted files it has a row for. */
  readonly isRecorded: (file: RecordedFile) => boolean
  /** The framework's own way to say "all up to here is applied", in a sentence or two for people; what it would let run by mistake. */
  readonly baseline: { readonly command: string; readonly warning: string }
}

/** `SELECT … FROM (VALUES …) AS v (place, …) JOIN lockstep_migrations AS m ON m.place = v.place AND m.applied`. */
export const fromApplied = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  `FROM (VALUES\n${rows.map(row => `  (${row.join(', ')})`).join(',\n')}\n) AS v (${columns.join(', ')})\nJOIN lockstep_migrations AS m ON m.place = v.place AND m.applied`
