import { keyOf } from '../model/name.ts'
import type { Schema, Table, View } from '../model/schema.ts'
import { columnOf, constraintOf, putEntry, refuse, tableOf } from './edit.ts'
import type { Commented } from './shapes/table.ts'
import type { Step } from './step.ts'

type Edit = (comment: string | undefined) => string | undefined
type WithComment = { readonly comment?: string }

const on = <T extends WithComment>(object: T, edit: Edit): T => ({ ...object, comment: edit(object.comment) })
const inList = <T extends WithComment & { readonly name: string }>(list: readonly T[], name: string, edit: Edit): readonly T[] =>
  list.map(each => (each.name === name ? on(each, edit) : each))

const onRecord = (
  step: Step,
  schema: Schema,
  records: readonly ('tables' | 'views' | 'enums' | 'domains' | 'sequences')[],
  key: string,
  edit: Edit,
): Schema => {
  for (const record of records) {
    const entry = schema[record].get(key)
    if (entry !== undefined) return putEntry(schema, record, key, on(entry, edit))
  }
  return refuse(step, `there is no ${records.map(r => r.slice(0, -1)).join(' or ')} ${key}`)
}

const onIndex = (step: Step, schema: Schema, { schema: home, name }: { schema?: string; name: string }, edit: Edit): Schema => {
  const holds = (owner: Table | View): boolean => owner.name.schema === home && (owner.indexes?.some(i => i.name === name) ?? false)
  const table = schema.tables.values().find(holds)
  if (table !== undefined) return putEntry(schema, 'tables', keyOf(table.name), { ...table, indexes: inList(table.indexes, name, edit) })
  const view = schema.views.values().find(holds)
  if (view !== undefined) return putEntry(schema, 'views', keyOf(view.name), { ...view, indexes: inList(view.indexes ?? [], name, edit) })
  return refuse(step, `there is no index ${name}`)
}

const onViewColumn = (step: Step, view: View, name: string, edit: Edit): View => {
  if (!view.columns.includes(name)) refuse(step, `view ${keyOf(view.name)} has no column ${name}`)
  const { [name]: was, ...others } = view.columnComments ?? {}
  const comment = edit(was)
  const comments = comment === undefined ? others : { ...others, [name]: comment }
  return { ...view, columnComments: Object.keys(comments).length === 0 ? undefined : comments }
}

/** The schema with the comment of one object changed; raises `StepDoesNotApply` when there is no such object. */
export const editComment = (step: Step, schema: Schema, object: Commented, edit: Edit): Schema => {
  switch (object.on) {
    case 'table':
      return onRecord(step, schema, ['tables'], keyOf(object.name), edit)
    case 'view':
    case 'materialized-view':
      return onRecord(step, schema, ['views'], keyOf(object.name), edit)
    case 'type':
      return onRecord(step, schema, ['enums', 'domains'], keyOf(object.name), edit)
    case 'sequence':
      return onRecord(step, schema, ['sequences'], keyOf(object.name), edit)
    case 'index':
      return onIndex(step, schema, object.name, edit)
    case 'column': {
      const key = keyOf(object.table)
      const view = schema.views.get(key)
      if (view !== undefined) return putEntry(schema, 'views', key, onViewColumn(step, view, object.name, edit))
      const table = tableOf(step, schema, object.table)
      columnOf(step, table, object.name)
      return putEntry(schema, 'tables', key, { ...table, columns: inList(table.columns, object.name, edit) })
    }
    case 'constraint': {
      const table = tableOf(step, schema, object.table)
      const constraint = constraintOf(step, table, object.name)
      const commented =
        constraint.kind === 'not-null'
          ? refuse(step, `${object.name} is a not-null constraint, whose comment the model does not keep`)
          : on(constraint, edit)
      return putEntry(schema, 'tables', keyOf(object.table), {
        ...table,
        constraints: table.constraints.map(c => (c === constraint ? commented : c)),
      })
    }
  }
}
