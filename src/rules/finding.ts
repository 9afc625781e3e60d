import type { Severity, Span } from '../model/diagnostic.ts'
import type { ExactRemedy } from './exact-remedy.ts'
import type { Breakage, RelationLock } from '../model/effects.ts'

/** Words of the statement a finding is about, for the sentences of its remedy: `{table}`, `{column}`, … */
export type Subject = Readonly<Record<string, string>>

/** Which way of a migration. */
export type Way = 'up' | 'down'

/** A harm a migration does, as a value. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string
  readonly severity: Severity
  readonly way: Way
  /** Id of the migration, as its framework has it. */
  readonly migration: string
  readonly span: Span
  /** What happens, one sentence. */
  readonly message: string
  /** The locks that make the application wait, with the work done meanwhile. */
  readonly locks: readonly RelationLock[]
  /** What running code meets. */
  readonly breaks: readonly Breakage[]
  readonly subject: Subject
  /** The statements of the remedy, where they are known to the letter. */
  readonly exactly?: ExactRemedy
}
