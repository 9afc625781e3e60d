import type { Diagnostic } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { Finding } from '../../rules/finding.ts'

/** A finding with the words of the project it was found in. */
export interface ToldFinding extends Finding {
  readonly framework: FrameworkId
}

/** What `lockstep check` found out. */
export interface Checked {
  /** Folder the files are named from. */
  readonly root: string
  readonly findings: readonly ToldFinding[]
  /** What could not be read, and acknowledgements that are wrong. */
  readonly diagnostics: readonly Diagnostic[]
  /** `PostgreSQL 16, Rails`: what it was judged as, one for each project. */
  readonly judgedAs: readonly string[]
  readonly migrations: number
  readonly files: number
  /** Acknowledged in the files. */
  readonly answered: number
  /** Accounted for by plans, whose files are as they were written; by the plans' slugs. */
  readonly covered: readonly { readonly plan: string; readonly findings: number }[]
  /** Known to the baseline. */
  readonly known: number
}

export const findingFormats = ['text', 'json', 'sarif', 'github', 'gitlab', 'markdown'] as const
export type FindingFormat = (typeof findingFormats)[number]
