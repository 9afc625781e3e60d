import type { Change } from '../changes/change.ts'
import type { Hazard, Effects } from '../model/effects.ts'
import type { EngineVersion } from '../model/engine.ts'
import type { GateLine, Phase } from '../model/gate.ts'
import type { Grade } from '../model/grade.ts'
import type { Name } from '../model/name.ts'
import type { TableStatistics } from '../model/schema.ts'
import type { Compatibility } from '../changes/recipe.ts'
import type { DataFact, LockTarget, SqlStatement } from '../steps/engine.ts'
import type { Residue, Step } from '../steps/step.ts'

/** One or more steps the server does in one statement (or a step that needs several), with their effects. */
export interface Statement {
  readonly step: Step
  /** `add column users.full_name`. */
  readonly description: string
  readonly why?: string
  readonly avoids?: Hazard
  readonly effects: Effects
  readonly sql: readonly SqlStatement[]
}

/** Statements that share a transaction, or one that must stand outside any. */
export interface Block {
  readonly transactional: boolean
  /** `start-up`: catalog only, under a second. `job`: reads or writes rows in proportion to the table. */
  readonly class: 'start-up' | 'job'
  /** Checked first, before any blocking lock. */
  readonly facts: readonly DataFact[]
  /** Locks to take politely before the statements; empty for jobs and for tables nobody knows yet. */
  readonly acquire: readonly LockTarget[]
  /** The lock cannot be taken by LOCK TABLE: the first statement takes it itself, inside the head. */
  readonly acquireByStatement: boolean
  readonly statements: readonly Statement[]
  /** SQL condition: the transaction has run. For blocks whose statements' own conditions do not outlive the block (names that swap). */
  readonly doneWhen?: string
}

export interface Rollback {
  readonly grade: Grade
  readonly because?: string
  readonly residue: readonly Residue[]
  /** Several where going back needs jobs between short transactions; empty when irreversible. */
  readonly blocks: readonly Block[]
}

/** One migration file. */
export interface Unit {
  /** 12 hex digits, derived from plan and content. */
  readonly id: string
  /** `add_full_name_to_users`: unique within the plan. */
  readonly slug: string
  /** Sentence for headers and reports. */
  readonly title: string
  readonly up: Block
  readonly down: Rollback
  /** Going back beyond this unit cannot restore the data. */
  readonly isPointOfNoReturn: boolean
}

export interface Stage {
  /** Counts from 1. */
  readonly number: number
  readonly phase: Phase
  readonly gate: readonly GateLine[]
  readonly units: readonly Unit[]
  /** Hash of the plan's tables and what depends on them, as predicted before the stage. */
  readonly fingerprint: string
}

export interface Cost {
  readonly gates: number
  readonly copies: number
  readonly scans: number
  readonly locks: number
  readonly files: number
}

/** One change of the plan and how its recipe was chosen. */
export interface Choice {
  readonly change: string
  readonly recipe: string
  readonly how: string
  readonly cost: Cost
  readonly rejected: readonly { readonly recipe: string; readonly because: string; readonly cost?: Cost }[]
}

/** A table of the plan with what is known of its size; nothing more than the name where nothing was stated. */
export interface TableSize extends TableStatistics {
  readonly table: Name
}

export interface Plan {
  readonly format: 1
  /** `rename users.name to full_name`. */
  readonly title: string
  readonly slug: string
  readonly engine: EngineVersion
  readonly maxStall: number
  /** Seconds a file keeps trying for its locks within one transaction; 10 when absent. */
  readonly patience?: number
  readonly changes: readonly Change[]
  readonly choices: readonly Choice[]
  readonly stages: readonly Stage[]
  readonly compatibility: readonly Compatibility[]
  /** What the planner took for granted: `users: size unknown, taken as large and hot`. */
  readonly assumptions: readonly string[]
  /** The tables its files lock, in order of their names, with what they were sized from. Absent in plans that were not sized. */
  readonly sizes?: readonly TableSize[]
  readonly notes: readonly string[]
  readonly alternatives: readonly string[]
  readonly cost: Cost
  /** SHA-256 over the rest of the plan. */
  readonly hash: string
}
