import type { RelationLock, Work } from '../../../model/effects.ts'
import { keyOf } from '../../../model/name.ts'
import { tableIn, type Schema, type Table } from '../../../model/schema.ts'
import { referencesTo } from '../../../steps/dependents.ts'
import { baseType, castsFreely } from '../casts.ts'
import { dependentsOf } from '../dependents.ts'
import { familyOf, foreignKeysOf } from '../relations.ts'
import { reworkOf } from '../type-change.ts'
import { answer, type EffectsOf, lock, lockAll } from './answer.ts'
import { otherType } from './breaks.ts'

export const alterColumnType: EffectsOf<'alter-column-type'> = ({ table: name, from, to, using }, before, { major }) => {
  const table = tableIn(before, name)
  if (table === undefined) return answer([lock(name, 'access exclusive', 'rewrite')], { breaks: [otherType(name, from.name)] })
  const reworks = reworkOf(table, from, to, before, using)
  const isSame = from.type.native === to.type.native && from.collation === to.collation
  const pinned = isSame && using === undefined ? [] : dependentsOf(table, from.name, before)
  return answer(
    [
      ...reworks.map(({ table: member, cost }) => lock(member.name, 'access exclusive', cost)),
      ...otherSides(
        table,
        from.name,
        before,
        baseType(from.type, before).kind === baseType(to.type, before).kind || reworks.every(({ cost }) => cost !== 'rewrite')
          ? 'none'
          : 'scan',
      ),
    ],
    {
      breaks: from.type.native === to.type.native ? [] : [otherType(name, from.name)],
      fails:
        table.partitionOf !== undefined
          ? `cannot alter inherited column ${from.name} (42P16)`
          : table.partitioning?.columns.includes(from.name) === true
            ? `cannot alter column ${from.name} because it is part of the partition key of ${keyOf(name)} (42P16)`
            : pinned.length > 0
              ? `cannot alter type of a column used by ${pinned.join(', ')} (${major < 15 && pinned[0]?.startsWith('generated') === true ? '42601' : '0A000'})`
              : using === undefined && !castsFreely(from.type, to.type, before)
                ? `column ${from.name} of ${keyOf(name)} cannot be cast automatically to type ${to.type.native} (42804)`
                : undefined,
    },
  )
}

/** Tables joined by a foreign key over the column are locked with it, and read when the comparison changes. */
const otherSides = (table: Table, column: string, before: Schema, work: Work): readonly RelationLock[] => [
  ...foreignKeysOf(table)
    .filter(key => key.columns.includes(column))
    .flatMap(key => lockAll(familyOf(before, key.references), 'access exclusive', work)),
  ...referencesTo(before, table.name)
    .filter(({ constraint }) => constraint.referencedColumns.includes(column))
    .flatMap(reference => lockAll(familyOf(before, reference.table.name), 'access exclusive', work)),
]
