import type { AlterTableCmd } from 'libpg-query'
import type { Column, Table } from '../../../model/schema.ts'
import { columnsOfIndex, columnsUnderConstraint } from '../../../steps/dependents.ts'
import { semantics } from '../expressions.ts'

/** Actions the server does before any other, in whatever place they stand. */
export const isDropping = ({ subtype, def }: AlterTableCmd): boolean =>
  subtype === 'AT_DropConstraint' || subtype === 'AT_DropColumn' || (subtype === 'AT_ColumnDefault' && def === undefined)

const withoutDefault = ({ default: _, ...column }: Column): Column => column

/** The table as the other actions of a statement find it: names of what is dropped are free for what is added. */
export const withoutDropped = (table: Table, cmds: readonly AlterTableCmd[]): Table => {
  if (!cmds.some(isDropping)) return table
  const named = (kind: AlterTableCmd['subtype']): readonly string[] =>
    cmds.filter(isDropping).flatMap(({ subtype, name }) => (subtype === kind && name !== undefined ? [name] : []))
  const [constraints, columns, defaults] = [named('AT_DropConstraint'), named('AT_DropColumn'), named('AT_ColumnDefault')]
  const stays = (names: readonly string[]): boolean => !names.some(each => columns.includes(each))
  return {
    ...table,
    columns: table.columns.map(column => (defaults.includes(column.name) ? withoutDefault(column) : column)),
    constraints: table.constraints.filter(c => !constraints.includes(c.name) && stays(columnsUnderConstraint(c, semantics))),
    indexes: table.indexes.filter(index => stays(columnsOfIndex(index, semantics))),
  }
}
