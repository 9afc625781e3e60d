import type { Diagnostic, Span } from '../model/diagnostic.ts'
import type { Recorder, Wrapping } from './recorder.ts'

/** A file as it lies in the repository. */
export interface SourceFile {
  /** Seen from where the user stands, with `/`. */
  readonly path: string
  readonly text: string
}

/** One direction of a migration, to be played into a recorder that knows the schema it meets. Never throws for what the file says. */
export type Direction = (to: Recorder) => void

/** A migration as its framework sees it: a file, or a changeset of one. */
export interface Migration {
  /** As the framework's ledger has it: a version, a revision, `id::author::path`. */
  readonly id: string
  /** What a person calls it: `add_full_name_to_users`. */
  readonly name: string
  readonly file: string
  /** All of it; the whole file where a file is one migration. */
  readonly at: Span
  readonly wrapping: Wrapping
  readonly up: Direction
  /** Absent where going back does nothing or cannot be done: `noDown` says which. */
  readonly down?: Direction
  /** `missing`: nothing is said. `empty`: said to be nothing. `irreversible`: it raises. */
  readonly noDown?: 'missing' | 'empty' | 'irreversible'
  /** Ids it comes after, where order is a graph (Alembic). */
  readonly after?: readonly string[]
  /** Run again whenever its text changes, after all others (`R__`, `runOnChange`). */
  readonly repeatable?: true
}

/** The migrations of a repository in the order their framework runs them, and what could not be read. */
export interface History {
  readonly migrations: readonly Migration[]
  readonly diagnostics: readonly Diagnostic[]
}
