import type { Phase } from '../model/gate.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Attestation, PlanEnd, PlanUndone } from './plan-state.ts'

/** `has run` only where a database was asked. */
export type StageMark = 'not written' | 'written' | 'has run'

/** A file of a plan as it lies in the repository, and whether it has run where a database was asked. */
export interface FileStatus {
  readonly path: string
  readonly stage: number
  readonly version?: string
  readonly is: 'as written' | 'edited' | 'missing'
  readonly hasRun?: boolean
}

/** A plan of the workspace as it stands: an entry of what `lockstep status --format json` prints. */
export interface PlanStatus {
  readonly plan: string
  readonly title: string
  readonly framework: FrameworkId
  readonly database?: string
  /** Day it was planned, and days since. */
  readonly planned: string
  readonly days: number
  readonly stages: readonly { readonly number: number; readonly phase: Phase; readonly is: StageMark }[]
  /** What is to be done now, and the command for it, where there is one. */
  readonly next: string
  readonly command?: string
  /** Lines of the next stage's gate that nobody has attested for the environment. */
  readonly open: readonly string[]
  readonly attestations: readonly Attestation[]
  readonly files: readonly FileStatus[]
  /** Where `hasRun` comes from: `schema_migrations`; absent where no database was asked or it keeps no record. */
  readonly ledger?: string
  /** Other people's migrations that matter for what is left, in sentences. */
  readonly stale: readonly string[]
  readonly reverts?: string
  readonly undone?: PlanUndone
  readonly end?: PlanEnd
}

/** What `lockstep status --format json` prints. */
export interface Status {
  readonly format: 1
  readonly environment: string
  readonly plans: readonly PlanStatus[]
}
