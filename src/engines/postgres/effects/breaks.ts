import type { Breakage } from '../../../model/effects.ts'
import { keyOf, type Name } from '../../../model/name.ts'

// What prepared statements of running code meet: postgres.md 1.6, measured alike on 12 and 14 to 18.

export const newColumn = (table: Name): Breakage => ({
  kind: 'cached-plan',
  what: `prepared statements that return every column of ${keyOf(table)} fail once with 0A000`,
  heals: true,
})

export const otherType = (table: Name, column: string): Breakage => ({
  kind: 'cached-plan',
  what: `prepared statements that return ${keyOf(table)}.${column} fail once with 0A000`,
  heals: true,
})

export const goneColumn = (table: Name, column: string): Breakage => ({
  kind: 'missing-column',
  what: `statements naming ${keyOf(table)}.${column} fail with 42703`,
  heals: false,
})

export const goneRelation = (relation: Name): Breakage => ({
  kind: 'missing-relation',
  what: `statements naming ${keyOf(relation)} fail with 42P01`,
  heals: false,
})

export const rejectedWrite = (what: string): Breakage => ({ kind: 'rejected-write', what, heals: false })
export const changedMeaning = (what: string): Breakage => ({ kind: 'changed-meaning', what, heals: false })
export const unexpectedNull = (table: Name, column: string): Breakage => ({
  kind: 'unexpected-null',
  what: `readers of ${keyOf(table)}.${column} may meet NULL`,
  heals: false,
})
