import type { Constraint, PrimaryKey, Unique } from '../model/schema.ts'

export type Key = PrimaryKey | Unique

/** Would the server take two keys of one CREATE TABLE for one (`transformIndexConstraints`)? Their names and options do not matter. */
export const isSameKey = (a: Key, b: Key): boolean =>
  a.columns.join('\n') === b.columns.join('\n') &&
  (a.include ?? []).join('\n') === (b.include ?? []).join('\n') &&
  a.deferrable === b.deferrable &&
  a.withoutOverlaps === b.withoutOverlaps &&
  areNullsEqual(a) === areNullsEqual(b)

const areNullsEqual = (key: Key): boolean => key.kind === 'unique' && key.nullsNotDistinct === true

export const isKey = (constraint: Constraint): constraint is Key => constraint.kind === 'primary-key' || constraint.kind === 'unique'

/** The primary key first, as the server looks at them. */
export const keyFirst = (a: Constraint, b: Constraint): number => Number(b.kind === 'primary-key') - Number(a.kind === 'primary-key')

/** Keys that CREATE TABLE does not make beside the primary key, or another one, that says the same: they have to be added to the table. */
export const repeatedKeys = (constraints: readonly Constraint[]): readonly Constraint[] => {
  const keys = constraints.filter(isKey).toSorted(keyFirst)
  return keys.filter((key, at) => keys.slice(0, at).some(other => isSameKey(other, key)))
}
