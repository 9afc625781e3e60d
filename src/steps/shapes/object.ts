import type { Check, Domain, EntryKind, EntryKinds, Enum, Extension, Routine, Schema, Sequence, View } from '../../model/schema.ts'
import type { RelationLock } from '../../model/effects.ts'
import type { Name } from '../../model/name.ts'

export interface CreateEnum {
  readonly kind: 'create-enum'
  readonly enum: Enum
}
export interface DropEnum {
  readonly kind: 'drop-enum'
  readonly enum: Enum
}
export interface AddEnumValue {
  readonly kind: 'add-enum-value'
  readonly enum: Name
  readonly value: string
  readonly before?: string
  readonly after?: string
}
export interface RenameEnumValue {
  readonly kind: 'rename-enum-value'
  readonly enum: Name
  readonly from: string
  readonly to: string
}
/** An enum or a domain. */
export interface RenameType {
  readonly kind: 'rename-type'
  readonly from: Name
  readonly to: string
}

export interface CreateDomain {
  readonly kind: 'create-domain'
  readonly domain: Domain
}
export interface DropDomain {
  readonly kind: 'drop-domain'
  readonly domain: Domain
}
export interface AddDomainCheck {
  readonly kind: 'add-domain-check'
  readonly domain: Name
  readonly check: Check
}
export interface DropDomainCheck {
  readonly kind: 'drop-domain-check'
  readonly domain: Name
  readonly check: Check
}
export interface ValidateDomainCheck {
  readonly kind: 'validate-domain-check'
  readonly domain: Name
  readonly check: Check
}

export interface CreateSequence {
  readonly kind: 'create-sequence'
  readonly sequence: Sequence
}
export interface DropSequence {
  readonly kind: 'drop-sequence'
  readonly sequence: Sequence
}
export interface AlterSequence {
  readonly kind: 'alter-sequence'
  readonly from: Sequence
  readonly to: Sequence
}
/** Moves a sequence past the largest value of a column. */
export interface AdvanceSequence {
  readonly kind: 'advance-sequence'
  readonly sequence: Name
  readonly table: Name
  readonly column: string
}

export interface CreateView {
  readonly kind: 'create-view'
  readonly view: View
  readonly withData?: boolean
}
export interface DropView {
  readonly kind: 'drop-view'
  readonly view: View
}
/** CREATE OR REPLACE: may only append columns. */
export interface ReplaceView {
  readonly kind: 'replace-view'
  readonly from: View
  readonly to: View
}
export interface RenameView {
  readonly kind: 'rename-view'
  readonly from: Name
  readonly to: string
  readonly materialized: boolean
}
export interface RefreshView {
  readonly kind: 'refresh-view'
  readonly view: Name
  readonly online: boolean
}

export interface CreateRoutine {
  readonly kind: 'create-routine'
  readonly routine: Routine
}
export interface DropRoutine {
  readonly kind: 'drop-routine'
  readonly routine: Routine
}
export interface ReplaceRoutine {
  readonly kind: 'replace-routine'
  readonly from: Routine
  readonly to: Routine
}

export interface CreateExtension {
  readonly kind: 'create-extension'
  readonly extension: Extension
}
export interface DropExtension {
  readonly kind: 'drop-extension'
  readonly extension: Extension
}

/** What the engine's parser makes of SQL that leaves the schema as it is. */
export interface KnownSql {
  readonly verb:
    | 'insert'
    | 'update'
    | 'delete'
    | 'merge'
    | 'truncate'
    | 'copy'
    | 'select'
    | 'do'
    | 'call'
    | 'lock'
    | 'vacuum'
    | 'analyze'
    | 'cluster'
    | 'reindex'
    | 'set-persistence'
    | 'set-tablespace'
    | 'set-access-method'
    | 'set'
    | 'other'
  /** Every relation it locks, with the strongest mode and the work under it. */
  readonly locks: readonly RelationLock[]
  /** It reads or writes rows in proportion to a table. */
  readonly long: boolean
  /** UPDATE, DELETE: without a WHERE. TRUNCATE, DROP: with CASCADE. */
  readonly whole?: true
  /** LOCK: it gives up at once where it would have to wait. */
  readonly nowait?: true
  /** It does nothing but raise an error: what comes after it is never reached. */
  readonly stops?: true
  /** Why the server refuses it, with its code: `column age is set twice (42601)`. */
  readonly fails?: string
}

type Objects = Exclude<EntryKind, 'extensions'>

/** Entries of a schema as they are after SQL for which there is no step; null: no longer there. Keys are the schema's. */
export type Outcome = { readonly [Kind in Objects]?: Readonly<Record<string, EntryKinds[Kind] | null>> } & Pick<Partial<Schema>, 'others'>

/** SQL kept as it is, with the reverse its author states. */
export interface ExecuteSql {
  readonly kind: 'execute-sql'
  readonly up: string
  readonly down?: string
  /** Why it cannot be a step of its own; shown to the reviewer. */
  readonly reason: string
  readonly transactional: boolean
  /** Keys of the objects it may touch; empty means: anything. */
  readonly touches: readonly string[]
  /** Present where the schema stays as it is but for `becomes`, whatever `touches` says. */
  readonly known?: KnownSql
  /** What of the schema is otherwise afterwards, as far as the engine's parser can tell. */
  readonly becomes?: Outcome
}

/** Program code of a migration, kept as it is: what it does is not known. It can be run by its own framework only. */
export interface RunCode {
  readonly kind: 'run-code'
  /** `ruby`, `php`, `python`, `java`, … */
  readonly language: string
  readonly up: string
  readonly down?: string
  /** Why it is not translated. */
  readonly reason: string
  /** Keys of the objects it may touch; empty means: anything. */
  readonly touches: readonly string[]
  /** Its own framework refuses it, for the reason given: nothing gets past it. */
  readonly fails?: true
}

export type ObjectStep =
  | CreateEnum
  | DropEnum
  | AddEnumValue
  | RenameEnumValue
  | RenameType
  | CreateDomain
  | DropDomain
  | AddDomainCheck
  | DropDomainCheck
  | ValidateDomainCheck
  | CreateSequence
  | DropSequence
  | AlterSequence
  | AdvanceSequence
  | CreateView
  | DropView
  | ReplaceView
  | RenameView
  | RefreshView
  | CreateRoutine
  | DropRoutine
  | ReplaceRoutine
  | CreateExtension
  | DropExtension
  | ExecuteSql
  | RunCode
