import type { Diagnostic, Span } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { Grade } from '../../model/grade.ts'

/** How near a migration comes to what it was, from nearest to not at all. */
export type Fidelity = 'exact' | 'sql' | 'code' | 'refused'

export interface ReportedMigration {
  /** As the ledger of its framework has it. */
  readonly id: string
  readonly path: string
  readonly line: number
  readonly fidelity: Fidelity
  /** The files that hold it now; none for one that joins branches and does nothing else. */
  readonly files: readonly string[]
  /** Statements that are understood and said again, of both directions. */
  readonly exact: number
  readonly wayBack: {
    readonly by: 'author' | 'lockstep'
    /** Of the author's own only whether it leads back to the schema before: `exact` or `leaves residue`. */
    readonly grade: Grade
    readonly because?: string
  }
  readonly passages: readonly {
    readonly direction: 'up' | 'down'
    readonly kind: Exclude<Fidelity, 'exact'>
    readonly reason: string
    readonly at: Span
  }[]
}

export interface Share {
  readonly count: number
  /** Of all migrations, one decimal. */
  readonly percent: number
}

/** What became of a history. */
export interface ConversionReport {
  readonly from: FrameworkId
  readonly to: FrameworkId
  readonly engine: string
  /** What the source was recognised by. */
  readonly because?: string
  readonly totals: {
    readonly migrations: number
    readonly shares: Readonly<Record<Fidelity, Share>>
    readonly waysBack: { readonly written: number; readonly writtenAndExact: number; readonly generated: number; readonly none: number }
  }
  readonly migrations: readonly ReportedMigration[]
  /** What reading the source met: files that are not understood, statements on what is not there. */
  readonly diagnostics: readonly Diagnostic[]
  /** What the target's user has to set, or to know, before the files run. */
  readonly notes: readonly string[]
}

/** Is there anything that a person has to do before the converted files do what the old ones did? */
export const isComplete = ({ totals, diagnostics }: ConversionReport): boolean =>
  totals.shares.code.count + totals.shares.refused.count === 0 && diagnostics.every(({ severity }) => severity !== 'error')
