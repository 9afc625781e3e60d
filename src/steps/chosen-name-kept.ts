import type { Column, Identity, NotNull, Table } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'
import { notNullOn } from './not-null.ts'
import { spelled } from './rename-relation-text.ts'
import type { Semantics } from './step.ts'

const stated = /^SEQUENCE NAME ("(?:[^"]|"")+"|[^\s".]+)(?: |$)/

/** The sequence of an identity column keeps its name, which must be said where a new table would not choose it. */
const keptSequence = (identity: Identity, chosenBefore: string, chosenNow: string, semantics: Semantics): Identity => {
  const options = identity.options ?? ''
  if (options.startsWith('SEQUENCE NAME ') && !stated.test(options)) return identity
  const name = stated.exec(options)?.[1] ?? spelled(chosenBefore, semantics)
  const rest = options.replace(stated, '')
  const now = name === spelled(chosenNow, semantics) ? rest : `SEQUENCE NAME ${name}${rest === '' ? '' : ` ${rest}`}`
  return { ...identity, options: now === '' ? undefined : now }
}

/** NOT NULL constraints that are called otherwise than the server would call them now stand on the table; the others do not. */
const keptNotNulls = (before: Table, after: Table, nameBefore: (column: string) => string): Table => {
  const named = after.columns.flatMap((column): readonly NotNull[] => {
    const was = nameBefore(column.name)
    const stands = notNullOn(before, was)
    if (column.nullable || before.partitionOf !== undefined) return stands === undefined ? [] : [{ ...stands, column: column.name }]
    const name = stands?.name ?? chosenName(before.name.name, [was], 'not_null')
    if (name === chosenName(after.name.name, [column.name], 'not_null') && stands?.noInherit !== true) return []
    return [{ ...(stands ?? { kind: 'not-null', name, validated: true }), column: column.name }]
  })
  return { ...after, constraints: [...after.constraints.filter(c => c.kind !== 'not-null'), ...named] }
}

/**
 * A table or its columns have other names: what the server named after the old ones keeps its name.
 *
 * @param nameBefore a column's name before
 */
export const withNamesKept = (before: Table, after: Table, nameBefore: (column: string) => string, semantics: Semantics): Table => {
  const kept = (column: Column): Column =>
    column.identity === undefined
      ? column
      : {
          ...column,
          identity: keptSequence(
            column.identity,
            chosenName(before.name.name, [nameBefore(column.name)], 'seq'),
            chosenName(after.name.name, [column.name], 'seq'),
            semantics,
          ),
        }
  const sequenced = { ...after, columns: after.columns.map(kept) }
  return semantics.namesNotNull === true ? keptNotNulls(before, sequenced, nameBefore) : sequenced
}
