import { keyOf } from '../model/name.ts'
import type { ForeignKey, PrimaryKey, Table } from '../model/schema.ts'
import { draft, type DraftStep } from './recipe.ts'
import { helperName } from './safely.ts'

/** A foreign key of another table, and its copy that points at the column which will take over. */
export interface Twin {
  readonly table: Table
  readonly present: ForeignKey
  readonly twin: ForeignKey
}

export const keyOver = (key: PrimaryKey, from: string, to: string): PrimaryKey => ({
  ...key,
  columns: key.columns.map(c => (c === from ? to : c)),
})

export const twinOf = (fk: ForeignKey, from: string, to: string, suffix: string): ForeignKey => ({
  ...fk,
  name: helperName(fk.name, suffix),
  referencedColumns: fk.referencedColumns.map(c => (c === from ? to : c)),
})

/** The twin takes the foreign key's place and name in one short transaction on two tables. */
export const changeOver = ({ table, present, twin }: Twin): readonly DraftStep[] => {
  const together = `foreign key ${keyOf(table.name)}.${present.name}`
  return [
    draft(
      { kind: 'drop-constraint', table: table.name, constraint: present },
      { why: 'its twin on the copied column holds the same rows; one referencing table at a time is locked', together, apart: true },
    ),
    draft({ kind: 'rename-constraint', table: table.name, from: twin.name, to: present.name }, { together, witness: true }),
  ]
}
