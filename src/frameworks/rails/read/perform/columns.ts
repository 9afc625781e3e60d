import type { Node } from '@ruby/prism/src/nodes.js'
import type { Name } from '../../../../model/name.ts'
import { columnIn, type Column } from '../../../../model/schema.ts'
import type { Step } from '../../../../steps/step.ts'
import { columnType } from '../column-types.ts'
import { defaultOf } from '../default-value.ts'
import type { Command, Session } from '../session.ts'
import { Hash, isTrue, textOf, type Value } from '../value.ts'
import { generatedIndexName } from './new-index.ts'
import { renameGenerated } from './indexes.ts'
import { newColumn, textIn, withPrecision } from './new-column.ts'
import type { Performers } from './performers.ts'
import { timestampOptions } from './timestamps.ts'

const hasColumn = (session: Session, table: Name, column: string): boolean => columnIn(session.table(table), column) !== undefined

/** ALTER TABLE … ADD; nothing where it is there already and that is allowed. */
const addColumn = (session: Session, table: Name, column: string, type: Value, options: Hash): readonly Step[] => {
  if (options.get('if_not_exists') === true && hasColumn(session, table, column)) return []
  // Before 5.1 a `primary_key` was four bytes wide.
  const isOldKey = session.meanings.idsAreIntegers && type !== null && textOf(type) === 'primary_key'
  const made = newColumn(session, table, column, isOldKey ? 'integer' : type, isOldKey ? options.with('primary_key', true) : options)
  const key: readonly Step[] = made.isKey
    ? [{ kind: 'add-constraint', table, constraint: { kind: 'primary-key', name: `${table.name}_pkey`, columns: [column] } }]
    : []
  return [{ kind: 'add-column', table, column: made.column }, ...key]
}

const dropColumns = (session: Session, table: Name, names: readonly string[]): readonly Step[] =>
  names.map(name => ({ kind: 'drop-column', table, column: session.column(table, name) }))

const setDefault = (session: Session, table: Name, column: string, value: Value): Step => {
  const present = session.column(table, column)
  return { kind: 'set-default', table, column, from: present.default, to: defaultOf(value, present.type) }
}

const setNull = (table: Name, column: string, isAllowed: boolean): Step => ({
  kind: isAllowed ? 'drop-not-null' : 'set-not-null',
  table,
  column,
})

const setComment = (session: Session, table: Name, column: string, value: Value | undefined): Step => ({
  kind: 'set-comment',
  object: { on: 'column', table, name: column },
  from: session.column(table, column).comment,
  to: value === null || value === undefined ? undefined : textOf(value),
})

/** What `change_column` says in one ALTER TABLE: the type always, default and NOT NULL where they are given. */
const changeColumn = (session: Session, table: Name, name: string, type: Value, options: Hash): readonly Step[] => {
  const from = session.column(table, name)
  const word = type === null ? '' : textOf(type)
  const context = { schema: session.schema(), engine: session.to.engine }
  const changed = columnType(word, withPrecision(word, options, session), context)
  const cast = textIn(options, 'cast_as')
  const using =
    textIn(options, 'using') ??
    (cast === undefined ? undefined : `CAST(${session.to.engine.quoteIdentifier(name)} AS ${columnType(cast, options, context).native})`)
  const collation = textIn(options, 'collation')
  const { collation: _, ...kept } = from
  const to: Column = { ...kept, type: changed, ...(collation === undefined ? {} : { collation }) }
  const value = options.get('default')
  const isNullSaid = options.has('null')
  return [
    { kind: 'alter-column-type', table, from, to, ...(using === undefined ? {} : { using }) },
    ...(value === undefined
      ? []
      : [{ kind: 'set-default', table, column: name, from: from.default, to: defaultOf(value, changed) } as const]),
    ...(isNullSaid ? [setNull(table, name, isTrue(options.get('null') ?? null))] : []),
  ]
}

/** `from:` and `to:`, of which only the second is done. */
const newValue = (value: Value, options: Hash): Value => {
  const given = options.pairs.length > 0 ? options : value
  return given instanceof Hash && given.has('to') && given.has('from') ? (given.get('to') ?? null) : given
}

/** Methods that are one ALTER TABLE, so that `bulk: true` can put several into one; what follows it apart. */
type Alteration = (command: Command, session: Session) => { readonly steps: readonly Step[]; readonly after?: readonly Step[] }

const names = (values: readonly Value[]): readonly string[] => values.map(textOf)

export const alterations: Readonly<Record<string, Alteration>> = {
  add_column: ({ args: [table, column = null, type = null], options }, session) => ({
    steps: addColumn(session, session.name(table), textOf(column), type, options),
  }),
  add_timestamps: ({ args: [table], options }, session) => {
    const given = timestampOptions(options, session.meanings)
    return { steps: ['created_at', 'updated_at'].flatMap(column => addColumn(session, session.name(table), column, 'datetime', given)) }
  },
  remove_timestamps: ({ args: [table] }, session) => ({ steps: dropColumns(session, session.name(table), ['updated_at', 'created_at']) }),
  remove_column: ({ args: [table, column = null], options }, session) => {
    const name = session.name(table)
    const isGone = options.get('if_exists') === true && !hasColumn(session, name, textOf(column))
    return { steps: isGone ? [] : dropColumns(session, name, [textOf(column)]) }
  },
  remove_columns: ({ args: [table, ...columns] }, session) => ({ steps: dropColumns(session, session.name(table), names(columns)) }),
  change_column: ({ args: [table, column = null, type = null], options }, session) => {
    const name = session.name(table)
    const after = options.has('comment') ? [setComment(session, name, textOf(column), options.get('comment'))] : []
    return { steps: changeColumn(session, name, textOf(column), type, options), after }
  },
  change_column_default: ({ args: [table, column = null, value = null], options }, session) => ({
    steps: [setDefault(session, session.name(table), textOf(column), newValue(value, options))],
  }),
  change_column_null: ({ args: [table, column = null, isAllowed = null] }, session) => ({
    steps: [setNull(session.name(table), textOf(column), isTrue(isAllowed))],
  }),
}

const alter = (command: Command, session: Session): void => {
  const { steps, after = [] } = alterations[command.name]!(command, session)
  session.add(command.node, ...steps)
  for (const step of after) session.add(command.node, step)
}

/** Rows without a value get one before the column requires it. */
const fillNulls = ({ node, args: [table, column = null, , value = null] }: Command, session: Session): void => {
  const { engine } = session.to
  const name = session.name(table)
  const quoted = engine.quoteIdentifier(textOf(column))
  const to = defaultOf(value, session.column(name, textOf(column)).type)
  session.sql(node, `UPDATE ${engine.quoteName(name)} SET ${quoted}=${to?.sql ?? 'NULL'} WHERE ${quoted} IS NULL`)
}

const rename = (node: Node, session: Session, table: Name, from: string, to: string): void => {
  session.add(node, { kind: 'rename-column', table, from, to })
  renameGenerated(node, session, table, columns => ({
    was: generatedIndexName(
      table,
      columns.map(each => (each === to ? from : each)),
      session.runtime < 7.1,
    ),
    is: generatedIndexName(table, columns, session.runtime < 7.1),
  }))
}

export const columnPerformers: Performers = {
  add_column: alter,
  add_timestamps: alter,
  remove_timestamps: alter,
  remove_column: alter,
  remove_columns: alter,
  change_column_default: alter,
  add_columns: (command, session) => {
    const {
      args: [table = null, ...columns],
      options,
    } = command
    for (const column of columns)
      alter(
        { ...command, name: 'add_column', args: [table, column, options.get('type') ?? null], options: options.without('type') },
        session,
      )
  },
  change_column: (command, session) => {
    if (!session.meanings.columnsChangeInSeveralStatements) return alter(command, session)
    const { steps, after = [] } = alterations['change_column']!(command, session)
    for (const step of [...steps, ...after]) session.add(command.node, step)
  },
  change_column_null: (command, session) => {
    const [, , isAllowed = null, value] = command.args
    if (value !== undefined && value !== null && !isTrue(isAllowed)) fillNulls(command, session)
    alter(command, session)
  },
  change_column_comment: ({ node, args: [table, column = null, value = null], options }, session) =>
    session.add(node, setComment(session, session.name(table), textOf(column), newValue(value, options))),
  change_table_comment: ({ node, args: [table, value = null], options }, session) => {
    const name = session.name(table)
    const to = newValue(value, options)
    const from = session.table(name).comment
    session.add(node, { kind: 'set-comment', object: { on: 'table', name }, from, to: to === null ? undefined : textOf(to) })
  },
  rename_column: ({ node, args: [table, from = null, to = null] }, session) =>
    rename(node, session, session.name(table), textOf(from), textOf(to)),
}
