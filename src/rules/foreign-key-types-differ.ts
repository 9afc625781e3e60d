import { keyOf, type Name } from '../model/name.ts'
import { columnIn, type Constraint, type ForeignKey, type Schema } from '../model/schema.ts'
import { unknownType } from '../model/unknown.ts'
import { ofKind, type Rule } from './rule.ts'

/** A serial column is an integer one. */
const integers = ['smallint', 'integer', 'bigint']

function difference(schema: Schema, name: Name, { columns, references, referencedColumns }: ForeignKey): string | undefined {
  const [child, parent] = [schema.tables.get(keyOf(name)), schema.tables.get(keyOf(references))]
  if (child === undefined || parent === undefined) return undefined
  for (const [at, column] of columns.entries()) {
    const [own, key] = [columnIn(child, column)?.type, columnIn(parent, referencedColumns[at] ?? '')?.type]
    if (own === undefined || key === undefined || own.native === unknownType.native || key.native === unknownType.native) continue
    const isLess = integers.includes(own.kind) && integers.includes(key.kind) && integers.indexOf(own.kind) < integers.indexOf(key.kind)
    const isOther = own.kind !== key.kind && !(integers.includes(own.kind) && integers.includes(key.kind))
    if (isLess || isOther)
      return `${keyOf(name)}.${column} is ${own.native}, ${keyOf(references)}.${referencedColumns[at]} is ${key.native}`
  }
  return undefined
}

export const isForeignKey = (constraint: Constraint): constraint is ForeignKey => constraint.kind === 'foreign-key'

export const foreignKeyTypesDiffer: Rule = {
  id: 'foreign-key-types-differ',
  severity: 'warning',
  harm: 'A foreign key of a smaller type than the key it refers to fails when the numbers outgrow it (22003), as whole companies have found out; one of another type is compared by a cast, which indexes may not serve.',
  remedy: { words: 'give the column the type of the key', sql: ['ALTER TABLE {table} ADD COLUMN {column} <type of the key>'] },
  check: ({ steps, after }) =>
    [
      ...ofKind(steps, 'add-constraint').map(at => ({ at, table: at.step.table, keys: [at.step.constraint].filter(isForeignKey) })),
      ...ofKind(steps, 'create-table').map(at => ({ at, table: at.step.table.name, keys: at.step.table.constraints.filter(isForeignKey) })),
    ].flatMap(({ at, table, keys }) =>
      keys.flatMap(key => {
        const what = difference(after, table, key)
        return what === undefined
          ? []
          : [
              {
                at,
                message: `foreign key ${key.name} joins two types: ${what}`,
                subject: { column: key.columns.join(', '), table: keyOf(table) },
              },
            ]
      }),
    ),
}
