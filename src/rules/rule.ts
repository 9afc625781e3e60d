import type { Severity, Span } from '../model/diagnostic.ts'
import type { Breakage, RelationLock } from '../model/effects.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Schema } from '../model/schema.ts'
import type { Migration } from '../history/migration.ts'
import type { Recording } from '../history/recorder.ts'
import type { Replayed } from '../history/replay.ts'
import type { Engine } from '../steps/engine.ts'
import type { StepKind, StepOf } from '../steps/step.ts'
import type { ExactRemedy } from './exact-remedy.ts'
import type { Subject, Way } from './finding.ts'
import type { Judged } from './judge.ts'
import type { Remedy } from './remedy.ts'

/** What a project sets once for all its migrations, as far as a rule has to know it. */
export interface Setup {
  /** Flyway holds its lock in a transaction (its default on PostgreSQL), which a concurrent build waits for without end. */
  readonly transactionalLock?: boolean
}

export interface SchemaDifference {
  readonly path: string
  readonly left: unknown
  readonly right: unknown
}

/** One way of one migration, where it stands in its history, with all that a rule may ask. */
export interface Context {
  readonly engine: Engine
  readonly framework: FrameworkId
  readonly setup: Setup
  readonly migration: Migration
  readonly way: Way
  /** In order, with what each does to the tables in use. */
  readonly steps: readonly Judged[]
  /** What this way meets, and what it leaves. */
  readonly before: Schema
  readonly after: Schema
  /** What running code knows: the schema before the first migration that is applied together with this one. */
  readonly base: Schema
  /** The schema after the last known migration. */
  readonly end: Schema
  readonly replayed: Replayed
  /** Runs this way once more, against a schema that an earlier try has left. */
  readonly again: (schema: Schema) => Recording
  /** Every difference between two schemas, as paths: `tables.users.columns.email`. */
  readonly compare: (left: Schema, right: Schema) => readonly SchemaDifference[]
  /** The text of a place in a file. */
  readonly textAt: (span: Span) => string
}

/** What a rule says of a statement; the rest of the finding is known. */
export interface Found {
  readonly at: Judged | Span
  readonly message: string
  readonly subject?: Subject
  readonly exactly?: ExactRemedy
  /** The rule's own when absent. */
  readonly severity?: Severity
  readonly locks?: readonly RelationLock[]
  readonly breaks?: readonly Breakage[]
}

export interface Rule {
  /** Names the harm: `set-not-null-scans-table`. */
  readonly id: string
  readonly severity: Severity
  /** What it does to whom; one or two sentences. */
  readonly harm: string
  readonly remedy: Remedy
  readonly check: (context: Context) => readonly Found[]
}

/** The steps of one kind, with their own shape. */
export const ofKind = <K extends StepKind>(
  steps: readonly Judged[],
  ...kinds: readonly K[]
): readonly (Judged & { readonly step: StepOf<K> })[] =>
  steps.filter((one): one is Judged & { readonly step: StepOf<K> } => (kinds as readonly string[]).includes(one.step.kind))
