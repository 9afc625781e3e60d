import type { Name } from './name.ts'

export const phases = ['expand', 'migrate', 'contract'] as const
export type Phase = (typeof phases)[number]

/** What the application must look like, in words a framework's report turns into its own code. */
export type ApplicationEdit =
  | { readonly kind: 'ignore-column'; readonly table: Name; readonly column: string }
  | { readonly kind: 'stop-using-column'; readonly table: Name; readonly column: string }
  | { readonly kind: 'use-column'; readonly table: Name; readonly column: string; readonly instead?: string }
  | {
      readonly kind: 'always-write-column'
      readonly table: Name
      readonly column: string
      /** Written with the same value. */ readonly from?: string
    }
  | { readonly kind: 'accept-null'; readonly table: Name; readonly column: string }
  | { readonly kind: 'use-relation'; readonly relation: Name; readonly instead: Name }
  | { readonly kind: 'stop-using-relation'; readonly relation: Name }
  | { readonly kind: 'accept-value'; readonly type: Name; readonly value: string }
  | { readonly kind: 'stop-using-value'; readonly type: Name; readonly value: string }
  | { readonly kind: 'keep-rule'; readonly table: Name; readonly rule: string }

/** `attested`: true because a person says so; there is no truth in SQL for it. */
export interface AttestedLine {
  readonly kind: 'attested'
  readonly what: 'code-deployed' | 'old-version-drained' | 'soak-elapsed' | 'pool-recycled' | 'decision'
  readonly text: string
  readonly edit?: ApplicationEdit
}

/** `proved`: a query that returns one boolean. */
export interface ProvedLine {
  readonly kind: 'proved'
  readonly text: string
  readonly query: string
  /** How many rows stand in the way, asked where the query says no: the numbers of its one row take the places of `%s`, the first are rows. */
  readonly count?: { readonly query: string; readonly otherwise: string }
}

/** One line of a deploy gate. */
export type GateLine = AttestedLine | ProvedLine
