import { keyOf, type Name } from '../../../model/name.ts'
import type { Schema, Table, View } from '../../../model/schema.ts'
import { referencesTo, viewsOver } from '../../../steps/dependents.ts'
import { partitionsOf } from '../../../steps/edit.ts'
import type { Step } from '../../../steps/step.ts'
import { semantics } from '../expressions.ts'
import type { Reading } from './names.ts'

/** Views with those that read them first, each once. */
const withReaders = (schema: Schema, views: readonly View[], done = new Set<string>()): readonly View[] =>
  views.flatMap(view => {
    if (done.has(keyOf(view.name))) return []
    done.add(keyOf(view.name))
    return [...withReaders(schema, viewsOver(schema, view.name), done), view]
  })

const dropViews = (schema: Schema, views: readonly View[]): readonly Step[] =>
  withReaders(schema, views).map((view): Step => ({ kind: 'drop-view', view }))

/** What reads a view: it goes with it. */
export const viewHolders = ({ schema }: Reading, view: Name): readonly Step[] => [
  ...dropViews(schema, viewsOver(schema, view)),
  ...routinesReading(schema, [view]),
]

const routinesReading = (schema: Schema, names: readonly Name[]): readonly Step[] =>
  schema.routines
    .values()
    .filter(routine => names.some(name => routine.reads?.[keyOf(name)] !== undefined))
    .map((routine): Step => ({ kind: 'drop-routine', routine }))

/** What CASCADE takes along with tables that are dropped. */
export const tableHolders = ({ schema }: Reading, tables: readonly Table[]): readonly Step[] => {
  const family = tables.flatMap(table => [table, ...partitionsOf(schema, table.name)])
  const isInside = (name: Name): boolean => family.some(each => keyOf(each.name) === keyOf(name))
  return [
    ...dropViews(
      schema,
      family.flatMap(table => viewsOver(schema, table.name)),
    ),
    ...routinesReading(
      schema,
      family.map(table => table.name),
    ),
    ...family
      .flatMap(table => referencesTo(schema, table.name))
      .filter(({ table, constraint }) => !isInside(table.name) && !constraint.inherited)
      .map(({ table, constraint }): Step => ({ kind: 'drop-constraint', table: table.name, constraint })),
  ]
}

/** What CASCADE takes along with a column. */
export const columnHolders = ({ schema }: Reading, table: Table, column: string): readonly Step[] => {
  const { name } = table
  const key = keyOf(name)
  const names = (sql: string | undefined): boolean => sql !== undefined && semantics.columnsOf(sql).includes(column)
  return [
    ...dropViews(
      schema,
      viewsOver(schema, name).filter(view => view.reads[key]?.includes(column)),
    ),
    ...referencesTo(schema, name)
      .filter(
        ({ table: from, constraint }) =>
          constraint.referencedColumns.includes(column) && !(keyOf(from.name) === key && constraint.columns.includes(column)),
      )
      .map(({ table: from, constraint }): Step => ({ kind: 'drop-constraint', table: from.name, constraint })),
    ...(table.policies ?? [])
      .filter(policy => names(policy.using) || names(policy.check))
      .map((policy): Step => ({ kind: 'drop-policy', table: name, policy })),
    ...(table.triggers ?? [])
      .filter(trigger => trigger.columns.includes(column))
      .map((trigger): Step => ({ kind: 'drop-trigger', table: name, trigger })),
    ...table.columns
      .filter(each => each.name !== column && names(each.generated?.expression))
      .map((each): Step => ({ kind: 'drop-column', table: name, column: each })),
  ]
}

/** Columns of a type go with it. */
export const typeHolders = (reading: Reading, type: Name): readonly Step[] =>
  reading.schema.tables
    .values()
    .filter(table => table.partitionOf === undefined)
    .flatMap(table =>
      table.columns
        .filter(column => column.type.reference !== undefined && keyOf(column.type.reference) === keyOf(type))
        .flatMap((column): readonly Step[] => [
          ...columnHolders(reading, table, column.name),
          { kind: 'drop-column', table: table.name, column },
        ]),
    )
