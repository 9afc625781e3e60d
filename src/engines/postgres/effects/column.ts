import { keyOf } from '../../../model/name.ts'
import { columnIn, tableIn, type Schema, type Table } from '../../../model/schema.ts'
import type { RelationLock } from '../../../model/effects.ts'
import type { Name } from '../../../model/name.ts'
import { referencesTo } from '../../../steps/dependents.ts'
import type { ColumnStep } from '../../../steps/shapes/column.ts'
import type { StepOf } from '../../../steps/step.ts'
import { isConstrained } from '../casts.ts'
import { dependentsOf } from '../dependents.ts'
import { isVolatile } from '../expressions.ts'
import { isProvenNotNull } from '../proof.ts'
import { familyOf, foreignKeysOf } from '../relations.ts'
import { answer, type Family, lock, lockAll, reach } from './answer.ts'
import { alterColumnType } from './alter-column-type.ts'
import { changedMeaning, goneColumn, newColumn, rejectedWrite, unexpectedNull } from './breaks.ts'

/** Why existing rows must be written anew, or undefined when the column is catalog only. */
function rewritesFor({ column }: StepOf<'add-column'>, before: Schema): string | undefined {
  if (column.identity !== undefined) return 'identity'
  if (column.generated?.stored === true) return 'stored generated'
  if (column.generated !== undefined) return undefined
  if (isConstrained(column.type, before)) return 'a domain that checks'
  return column.default !== undefined && isVolatile(column.default.sql, before) ? 'volatile default' : undefined
}

/** Foreign keys that go with the column lock the table they point at (T10). */
const droppedForeignKeys = (tables: readonly Table[], column: string, before: Schema): readonly RelationLock[] =>
  tables
    .flatMap(foreignKeysOf)
    .filter(key => key.columns.includes(column))
    .flatMap(key => reach(before, key.references, 'access exclusive'))

export const column: Family<ColumnStep> = {
  'add-column': (step, before) => {
    const { table, column } = step
    const isEmptyForNull =
      !column.nullable && column.default === undefined && column.identity === undefined && column.generated === undefined
    const work = rewritesFor(step, before) !== undefined ? 'rewrite' : isEmptyForNull ? 'scan' : 'none'
    const refuses = isEmptyForNull ? [rejectedWrite(`inserts that do not name ${keyOf(table)}.${column.name} fail with 23502`)] : []
    const json =
      column.type.kind === 'json' ? [rejectedWrite(`SELECT DISTINCT and UNION over every column of ${keyOf(table)} fail with 42883`)] : []
    return answer(reach(before, table, 'access exclusive', work), {
      breaks: [newColumn(table), ...refuses, ...json],
      fails:
        tableIn(before, table)?.partitionOf !== undefined
          ? `cannot add column to a partition (42809)`
          : isEmptyForNull
            ? `column ${column.name} of ${keyOf(table)} contains null values (23502), unless the table is empty`
            : undefined,
    })
  },

  'drop-column': ({ table, column }, before) => {
    const family = familyOf(before, table)
    const own = tableIn(before, table)
    const held =
      own === undefined
        ? []
        : [
            ...dependentsOf(own, column.name, before),
            ...referencesTo(before, table)
              .filter(reference => reference.constraint.referencedColumns.includes(column.name))
              .map(reference => `foreign key ${reference.constraint.name} of ${keyOf(reference.table.name)}`),
          ]
    return answer([...reach(before, table, 'access exclusive'), ...droppedForeignKeys(family, column.name, before)], {
      breaks: [goneColumn(table, column.name)],
      fails: held.length > 0 ? `${held.join(', ')} depends on column ${column.name} of ${keyOf(table)} (2BP01)` : undefined,
    })
  },

  'rename-column': ({ table, from }, before) => answer(reach(before, table, 'access exclusive'), { breaks: [goneColumn(table, from)] }),

  'alter-column-type': alterColumnType,

  'set-default': ({ table, column, to }, before) => {
    const required =
      to === undefined && columnIn(tableIn(before, table) ?? ({ columns: [] } as unknown as Table), column)?.nullable === false
    return answer(reach(before, table, 'access exclusive'), {
      breaks: required ? [rejectedWrite(`inserts that do not name ${keyOf(table)}.${column} fail with 23502`)] : [],
    })
  },

  'set-not-null': ({ table, column }, before) =>
    answer(
      familyOf(before, table).flatMap(member =>
        lockAll([member], 'access exclusive', isProvenNotNull(member, column, before) ? 'none' : 'scan'),
      ),
      { breaks: [rejectedWrite(`writes of NULL to ${keyOf(table)}.${column} fail with 23502`)] },
    ),

  'drop-not-null': ({ table, column }, before) =>
    answer(reach(before, table, 'access exclusive'), {
      breaks: [unexpectedNull(table, column)],
      fails:
        tableIn(before, table)?.constraints.some(one => one.kind === 'primary-key' && one.columns.includes(column)) === true
          ? `column ${column} is in a primary key (42P16)`
          : undefined,
    }),

  'set-identity': ({ table, column, from }, before) => {
    const nullable = columnIn(tableIn(before, table) ?? ({ columns: [] } as unknown as Table), column)?.nullable === true
    return answer(reach(before, table, 'access exclusive'), {
      fails:
        from === undefined && nullable
          ? `column ${column} of ${keyOf(table)} must be declared NOT NULL before identity can be added (55000)`
          : undefined,
    })
  },

  'set-generated': ({ table, column, from, to }, before, { major }) =>
    answer(reach(before, table, 'access exclusive', to !== undefined && from.stored ? 'rewrite' : 'none'), {
      breaks: [changedMeaning(`${keyOf(table)}.${column} is computed differently`)],
      fails:
        to !== undefined && major < 17
          ? `ALTER COLUMN … SET EXPRESSION needs PostgreSQL 17 (42601)`
          : to === undefined && major < 13
            ? `ALTER COLUMN … DROP EXPRESSION needs PostgreSQL 13 (42601)`
            : to === undefined && !from.stored
              ? `DROP EXPRESSION is not supported for virtual generated columns (0A000)`
              : undefined,
    }),

  // SET COMPRESSION is for rows to come and does not go down to the partitions.
  'set-column-option': ({ table, option }, before) =>
    option === 'compression'
      ? answer([lock(table, 'access exclusive')])
      : answer(reach(before, table, option === 'statistics' ? 'share update exclusive' : 'access exclusive')),

  'create-sync-trigger': ({ table }, before, version) => trigger(table, before, version.major),
  'create-fill-trigger': ({ table }, before, version) => trigger(table, before, version.major),
  'drop-sync-trigger': ({ table }, before) => answer(reach(before, table, 'access exclusive')),
  'drop-fill-trigger': ({ table }, before) => answer(reach(before, table, 'access exclusive')),

  backfill: ({ table }, before) => answer(reach(before, table, 'row exclusive', 'scan'), { transactional: false, long: true }),
}

const trigger = (table: Name, before: Schema, major: number) =>
  answer(reach(before, table, 'share row exclusive'), {
    fails:
      major < 13 && tableIn(before, table)?.partitioning !== undefined
        ? `${keyOf(table)} is partitioned: BEFORE triggers for each row need PostgreSQL 13 (42809)`
        : undefined,
  })
