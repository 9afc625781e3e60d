import { keyOf } from '../model/name.ts'
import type { Check, Column, Constraint, ForeignKey, Index, Schema, Table } from '../model/schema.ts'
import { fresh, isFresh } from './owned.ts'
import { identityBack } from './replica-identity.ts'
import type { Inverse, Residue, Step } from './step.ts'

/** What rows hold in a column that comes back: it decides which constraints can hold again. */
type Refill = 'null' | 'computed' | 'distinct' | 'default'

const refillOf = ({ generated, identity, ownedSequence, default: value }: Column): Refill =>
  generated !== undefined
    ? 'computed'
    : identity !== undefined || ownedSequence !== undefined
      ? 'distinct'
      : value !== undefined
        ? 'default'
        : 'null'

/**
 * Strict operators and AND/OR/NOT turn a NULL operand into NULL or leave the result alone, so a check that
 * held before holds with NULL too; these constructs do not.
 */
const canRejectNull = ({ expression }: Check): boolean =>
  /\bis\b|\bnum_n|\bcoalesce\b|\bcase\b|\bnullif\b|\bconcat|\bfalse\b/i.test(expression)

const canHoldUnique = (refill: Refill, nullsNotDistinct = false): boolean =>
  refill === 'computed' || refill === 'distinct' || (refill === 'null' && !nullsNotDistinct)

/** The constraint as it can come back, or nothing. */
const comesBack = (constraint: Constraint, refill: Refill): Constraint | undefined => {
  if (refill === 'computed') return constraint
  const unproven = (c: Check | ForeignKey): Constraint => ({ ...c, validated: false })
  switch (constraint.kind) {
    case 'primary-key':
      return refill === 'distinct' ? constraint : undefined
    case 'unique':
      return canHoldUnique(refill, constraint.nullsNotDistinct) ? constraint : undefined
    case 'exclusion':
      return refill === 'null' ? constraint : undefined
    case 'not-null':
      return refill === 'null' ? undefined : constraint
    case 'foreign-key':
      return refill === 'null' && constraint.match === undefined ? constraint : unproven(constraint)
    case 'check':
      return refill !== 'null' ? unproven(constraint) : canRejectNull(constraint) ? undefined : constraint
  }
}

const sequenceSteps = (before: Schema, { ownedSequence }: Column): readonly Step[] => {
  const sequence = ownedSequence && before.sequences.get(keyOf(ownedSequence))
  if (sequence === undefined || isFresh(sequence)) return []
  return [{ kind: 'alter-sequence', from: fresh(sequence), to: sequence }]
}

/** Adds a dropped column again, with what vanished with it as far as its new values allow; the rest is declared. */
export const restoreDropped = (table: Table, after: Table, column: Column, before: Schema): Inverse => {
  const path = keyOf(table.name)
  const refill = refillOf(column)
  const losesNotNull = !column.nullable && refill === 'null'
  const gone = <T extends { readonly name: string }>(was: readonly T[] = [], is: readonly T[] = []): readonly T[] =>
    was.filter(each => !is.some(other => other.name === each.name))
  const residue: Residue[] = []
  if (table.columns.at(-1)?.name !== column.name) residue.push({ what: `${path}.${column.name}: position` })
  if (losesNotNull) residue.push({ what: `${path}.${column.name}: not null` })

  const constraints = gone(table.constraints, after.constraints)
    .filter(c => !c.inherited)
    .flatMap(constraint => {
      const back = comesBack(constraint, refill)
      if (back === undefined) residue.push({ what: `${path}: ${constraint.kind} ${constraint.name}` })
      else if (back !== constraint && 'validated' in constraint && constraint.validated)
        residue.push({ what: `${path}: validated flag of ${constraint.name}` })
      return back === undefined ? [] : [{ kind: 'add-constraint', table: table.name, constraint: back } as const]
    })
  const indexes = gone<Index>(table.indexes, after.indexes).flatMap(index => {
    if (!index.unique || canHoldUnique(refill, index.nullsNotDistinct))
      return [{ kind: 'create-index', table: table.name, index, online: table.partitioning === undefined } as const]
    residue.push({ what: `${path}: index ${index.name}` })
    return []
  })
  const identity = identityBack(
    table,
    [...indexes, ...constraints].map(step => ('index' in step ? step.index.name : step.constraint.name)),
  )
  // Its columns must be NOT NULL, which a column that comes back empty is not.
  const losesIdentity = table.replicaIdentity !== after.replicaIdentity && (losesNotNull || identity.length === 0)
  if (losesIdentity) residue.push({ what: `${path}: replica identity` })
  const steps: readonly Step[] = [
    { kind: 'add-column', table: table.name, column: { ...column, nullable: column.nullable || losesNotNull } },
    ...sequenceSteps(before, column),
    ...constraints,
    ...indexes,
    ...(losesIdentity ? [] : identity),
    ...gone(table.extendedStatistics, after.extendedStatistics).map(
      statistics => ({ kind: 'create-statistics', table: table.name, statistics }) as const,
    ),
  ]
  if (refill === 'computed') return residue.length === 0 ? { grade: 'exact', steps } : { grade: 'leaves residue', steps, residue }
  return { grade: 'loses data', because: `the values of ${path}.${column.name} are gone`, steps, residue }
}
