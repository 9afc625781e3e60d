import type { Column } from '../../model/schema.ts'
import { keyword, pyString, python, sqlText, type Python } from './python.ts'
import { typeSource } from './types.ts'

/**
 * `sa.Column("name", sa.Text(), nullable=False)`, where SQLAlchemy can say the whole column. Storage, statistics and
 * the comment are statements of their own; a sequence of the column's is not made by these words.
 */
export const columnSource = (column: Column): Python | undefined => {
  const type = typeSource(column.type, column.collation)
  if (type === undefined || column.ownedSequence !== undefined || column.identity?.options !== undefined) return undefined
  const parts = [
    pyString(column.name),
    type,
    ...(column.identity === undefined ? [] : [python(`sa.Identity(${column.identity.generation === 'always' ? 'always=True' : ''})`)]),
    ...(column.generated === undefined
      ? []
      : [python(`sa.Computed(${sqlText(column.generated.expression)}, persisted=${column.generated.stored ? 'True' : 'False'})`)]),
    ...(column.default === undefined ? [] : [keyword('server_default', sqlText(column.default.sql))]),
    keyword('nullable', python(column.nullable && column.identity === undefined ? 'True' : 'False')),
  ]
  return python(`sa.Column(${parts.join(', ')})`)
}
