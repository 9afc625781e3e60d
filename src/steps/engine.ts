import type { ColumnType } from '../model/column-type.ts'
import type { Effects, LockMode } from '../model/effects.ts'
import type { EngineVersion } from '../model/engine.ts'
import type { Name } from '../model/name.ts'
import type { Column, Schema, Table } from '../model/schema.ts'
import type { Semantics, Step } from './step.ts'

/** One SQL statement of a step, without the trailing semicolon. */
export interface SqlStatement {
  readonly sql: string
  /**
   * SQL condition that is true once the statement has been run; absent where the statement
   * itself may be repeated (`IF NOT EXISTS`, `CREATE OR REPLACE`, a batched update).
   */
  readonly doneWhen?: string
  /** Statement that must precede a retry, itself repeatable: `DROP INDEX CONCURRENTLY IF EXISTS` of an invalid leftover. */
  readonly healFirst?: string
  /** SQL condition that must hold afterwards, with the sentence to raise otherwise. */
  readonly assertAfter?: { readonly condition: string; readonly otherwise: string }
}

/** A statement as the engine prints it for a planner. */
export interface PrintedStatement extends SqlStatement {
  /** Of a renaming, that the new name is there: weaker than `doneWhen`, for where a later statement of the same file makes another object of the old name. */
  readonly arrivedWhen?: string
}

/** One statement of a step where nothing can be sent together with it that would clear up or look first. */
export interface LoneStatement {
  readonly sql: string
  /** What an interrupted run needs before the next one, or, under a condition, to be done. */
  readonly afterCut?: { readonly sql: string; readonly finishesWhere?: string }
}

/** A relation whose lock a transaction takes before its statements run. */
export interface LockTarget {
  readonly relation: Name
  readonly relationKind: 'table' | 'index' | 'view' | 'materialized-view' | 'sequence'
  readonly mode: LockMode
}

/** A fact about data that a file checks by itself before it goes on. */
export interface DataFact {
  /** SQL condition, true when the step may run. Trivially true on an empty database. */
  readonly condition: string
  /** `42118 rows of users lack full_name` with `%s` for the count, when `count` is given. */
  readonly otherwise: string
  /** Query that counts what is missing. */
  readonly count?: string
  /** Tables read; where it scans one, the check must run before a blocking lock is taken. */
  readonly reads: readonly Name[]
  readonly scans: boolean
  /** Columns the condition names. Where one is missing there is nothing to check: the unit has run before. */
  readonly needs?: readonly { readonly table: Name; readonly column: string }[]
}

/** Long work of one step that stops no traffic, told so that it can be done away from a deployment. */
export interface Job {
  readonly kind: 'backfill' | 'index' | 'validation'
  readonly table: Name
  /** SQL condition: nothing of it is left. */
  readonly through: string
  /** It reads the whole table to tell. */
  readonly scans: boolean
  /** What is left, as a sentence without its full stop; `%s` stands for what `count` counts. */
  readonly left: string
  readonly count?: string
  /** SQL condition: what it works on is there. */
  readonly ready: string
  /** The sentence to say otherwise. */
  readonly missing: string
  /** SQL condition: so few rows that it may be done within a migration. */
  readonly mayBeAtOnce: string
  /** That, as statements of a transaction. */
  readonly atOnce: readonly SqlStatement[]
  /** The lock they need that would stop traffic. */
  readonly atOnceLocks?: LockTarget
  /**
   * The work itself where it is not that of the step's own statements: one statement, to be repeated outside a transaction
   * until `lockstep.state`, a setting of the session that holds JSON, says `through`; without a limit of `lockstep.slice_ms`
   * once is enough.
   */
  readonly batches?: string
}

/** A row of a query's answer, by the names of its columns. */
export type Answer = Readonly<Record<string, string | number | boolean | null>>

/** Milliseconds; 0 is none. */
export interface Limits {
  readonly lockTimeout?: number
  readonly statementTimeout?: number
}

/** Statements that are sent as one, and what is known of it where that ends well. */
export interface ReadBlock {
  readonly steps: readonly Step[]
  /**
   * Of each step: the number of its statement within, the limits the block itself has set by then, and the rows that tables
   * are known to have at most. Empty: one statement.
   */
  readonly inner: readonly { readonly statement: number; readonly limits: Limits; readonly few: Readonly<Record<string, number>> }[]
  /** Rows that tables have at most, or the block would not have come to its end; by the tables' keys. */
  readonly few: Readonly<Record<string, number>>
  /** Limits that stand afterwards, to the end of the transaction and of the session. */
  readonly leaves: { readonly local: Limits; readonly session: Limits }
}

/** One statement of a text of SQL, as the engine's parser reads it. */
export interface ReadStatement {
  /** Its place in the text, without the semicolon: offsets in UTF-16 units. */
  readonly start: number
  readonly end: number
  /**
   * What it does to a schema, in order, as steps of their own kinds; `execute-sql` where there is none. Nothing for
   * settings and transaction control. Objects the schema lacks are named with what the statement says of them.
   */
  readonly steps: (schema: Schema) => readonly Step[]
  /** It begins or ends a transaction. */
  readonly transaction?: 'begin' | 'end'
  /** It sets a limit. */
  readonly setting?: Limits & { readonly isLocal: boolean }
  /** It is a block of statements: the same steps, each with where it stands in it and under which limits. */
  readonly block?: (schema: Schema) => ReadBlock
  /** Why it could not be read, in the server's words. Its step is then an `execute-sql` that may touch anything. */
  readonly problem?: string
}

export interface AcquireOptions {
  /** Longest stall the application may feel, milliseconds. */
  readonly maxStall: number
  /** How long to keep trying inside one transaction, seconds. */
  readonly patience: number
  /** SQL condition under which the unit has already run and no lock is needed. */
  readonly doneWhen?: string
  /** What follows is long: no statement timeout for the work itself. */
  readonly isJob?: boolean
  /** The unit may run again when its relations are gone or renamed: then there is nothing to wait for. */
  readonly reruns?: boolean
  /** Not the file but whoever runs its text begins the transaction, or does not: without one it stops, with nothing changed. */
  readonly isLeftToRunner?: boolean
  /** Statement that takes the lock by itself because LOCK TABLE cannot (index, sequence, view, foreign parent). */
  readonly statement?: string
}

/** What `acquire` would do, as data for code that is the same for all. */
export interface LockRequest {
  /** In locking order; names as SQL has them, modes in capitals. */
  readonly tables: readonly { readonly name: string; readonly mode: string }[]
  /** Longest stall the application may feel, milliseconds. */
  readonly within: number
  /** Seconds. */
  readonly patience: number
  readonly doneWhen?: string
  /** Nothing is waited for where one of the tables is gone. */
  readonly mayBeGone?: true
  /** No statement timeout for what follows. */
  readonly long?: true
  /** Takes the lock itself, instead of LOCK TABLE. */
  readonly statement?: string
}

export type TypeChangeCost = 'none' | 'index-build' | 'scan' | 'rewrite'

/** What changing a column's type in place would do in this schema. */
export interface TypeChange {
  readonly cost: TypeChangeCost
  /** Facts that make it dearer or impossible here, each naming the object. */
  readonly because: readonly string[]
  /** Objects that must be dropped and made again around it (the server refuses otherwise). */
  readonly pinnedBy: readonly string[]
}

/** An engine of one version, as a value: everything the planner and the frameworks may ask. */
export interface Engine {
  readonly version: EngineVersion
  /** Named predicates of `engines/<engine>/capabilities.ts`. */
  readonly can: Readonly<Record<Capability, boolean>>
  readonly semantics: Semantics
  readonly effects: (step: Step, before: Schema) => Effects
  /** The statements of a step, in order. */
  readonly sql: (step: Step, before: Schema) => readonly PrintedStatement[]
  /** The statements of a step as a person writes them, to be run once: nothing heals, guards or looks first. */
  readonly plain: (step: Step, before: Schema) => readonly string[]
  /** Reads SQL text, one statement or many. Never throws for what the text says. */
  readonly readSql: (text: string) => readonly ReadStatement[]
  /** The rows that a query on the catalog would answer of this schema; undefined where that is not certain. Absent where the engine answers none. */
  readonly ask?: (query: string, schema: Schema, limits: Limits) => readonly Answer[] | undefined
  /**
   * The statements of a step for a runner that records each by itself, so that what heals and what checks would not run again
   * together with them; nothing where those of `sql` serve.
   */
  readonly lone?: (step: Step) => readonly LoneStatement[] | undefined
  /** The step's work as a job of its own; nothing where it belongs into its migration. Absent where the engine knows none. */
  readonly job?: (step: Step) => Job | undefined
  /** Does the default's value differ from row to row? Unknown functions are taken as volatile. */
  readonly isVolatile: (expression: string, schema: Schema) => boolean
  readonly typeChange: (table: Table, from: Column, to: ColumnType, schema: Schema) => TypeChange
  /** Statements that put a transaction's locks in place politely; to be run first, each on its own. */
  readonly acquire: (targets: readonly LockTarget[], options: AcquireOptions) => readonly string[]
  /**
   * The same as one statement for all files, which reads what is asked of it, as JSON in snake case, from the setting
   * `lockstep.asked`; `SET LOCAL statement_timeout = 0` stands before it. Never changes. Absent where the engine has none.
   */
  readonly politeLock?: {
    readonly sql: string
    readonly ask: (targets: readonly LockTarget[], options: AcquireOptions) => LockRequest
    /** What it does for a request, as `acquire` prints it; nothing where that asks for what is no table or no lock. */
    readonly spell: (request: LockRequest) => readonly string[] | undefined
  }
  /**
   * Statements that keep other migrations of the targets out, and no traffic, while a transaction still reads what it will
   * rely on; to be run before that. Absent where the engine has no such lock.
   */
  readonly queueUp?: (targets: readonly LockTarget[], options: Pick<AcquireOptions, 'patience'>) => readonly string[]
  /**
   * Statements around a block that keep it to the schema of one tenant, whatever else the search path names: an object of the
   * same name elsewhere is never met. Of a transaction for itself, otherwise of the session; a job's stands in the schema that
   * the setting `lockstep.schema` names, where it names one. Absent where names are not those of a tenant.
   */
  readonly keepToTenant?: (
    steps: readonly Step[],
    extent: 'transaction' | 'session' | 'job',
  ) => { readonly place: string; readonly leave: string }
  /** Statements before a unit that is long: no short lock timeout, no statement timeout. `transactional` chooses SET LOCAL or SET. */
  readonly beginJob: (transactional: boolean) => readonly string[]
  readonly endJob: () => readonly string[]
  /** A statement that raises `message` unless the fact holds. */
  readonly assertFact: (fact: DataFact, message: string) => string
  /** Several statements as one, which does nothing where `doneWhen` holds already. */
  readonly allUnless: (statements: readonly { readonly sql: string; readonly comment?: string }[], doneWhen: string) => string
  /** Wraps a statement so that it runs only unless `doneWhen` holds already. */
  readonly onlyUnless: (statement: SqlStatement) => string
  readonly quoteName: (name: Name) => string
  readonly quoteIdentifier: (identifier: string) => string
  readonly quoteLiteral: (text: string) => string
}

export type Capability =
  | 'addNotNullNotValid' // 18: NOT NULL … NOT VALID
  | 'detachConcurrently' // 14
  | 'replaceTrigger' // 14
  | 'securityInvokerViews' // 15
  | 'nullsNotDistinct' // 15
  | 'virtualGenerated' // 18
  | 'setExpression' // 17
  | 'dropExpression' // 13
  | 'notValidForeignKeyOnPartitioned' // 18
  | 'compression' // 14
  | 'concurrentBuildsAreSafe' // not 14.0–14.3
  | 'mergeThroughViews' // 17
  | 'publishColumns' // 15
  | 'transactionTimeout' // 17
