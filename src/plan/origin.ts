import type { Block, Unit } from './plan.ts'

/** Where a unit was written first, when it is not planned but converted: it does what it did there, with no more ceremony than there. */
export interface Origin {
  /** `db/migrate/20240311090000_add_full_name_to_users.rb`, as the user sees it. */
  readonly path: string
  /** What the target is to call it, as it stands in its file's name: `20240311090000`, `2_43_12`, `000007`. */
  readonly version: string
  /** When it was written, or a moment that stands for its place: `20240311090000`. */
  readonly stamp: string
  /** All transactions of the way forward, in order; none where it does nothing. */
  readonly forward: readonly Block[]
  /** Whose the way back is. */
  readonly wayBack: 'written' | 'generated'
  /** Run again whenever its text changes, where the target can. */
  readonly repeatable?: true
}

export interface ConvertedUnit extends Unit {
  readonly origin: Origin
}

/** Nothing for a unit of a plan. */
export const originOf = (unit: Unit): Origin | undefined => ('origin' in unit ? (unit as ConvertedUnit).origin : undefined)

/** A planned unit is one transaction, or one statement outside of any; a converted one may be several. */
export const forwardOf = (unit: Unit): readonly Block[] => originOf(unit)?.forward ?? [unit.up]
