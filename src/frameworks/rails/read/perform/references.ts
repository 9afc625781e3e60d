import { pluralize } from '../inflect.ts'
import type { Command, Session } from '../session.ts'
import { Hash, textOf, type Value } from '../value.ts'
import { columnPerformers } from './columns.ts'
import { constraintPerformers } from './constraints.ts'
import { addIndex } from './indexes.ts'
import type { Performers } from './performers.ts'
import { referenceParts } from './reference-parts.ts'

const add = (command: Command, session: Session): void => {
  const {
    node,
    args: [table = null, reference = null],
    options,
  } = command
  const name = session.name(table)
  const parts = referenceParts(session, name, textOf(reference), options, session.meanings.idsAreIntegers)
  for (const column of parts.columns)
    columnPerformers['add_column']!(
      { ...command, name: 'add_column', args: [table, column.name, column.type], options: column.options },
      session,
    )
  // `add_reference` asks the connection itself, which has no old names for indexes.
  if (parts.index !== undefined) addIndex(node, session, name, parts.index.columns, parts.index.options)
  if (parts.foreignKey !== undefined)
    constraintPerformers['add_foreign_key']!(
      { ...command, name: 'add_foreign_key', args: [table, parts.foreignKey.table], options: parts.foreignKey.options },
      session,
    )
}

const isSaid = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== false

const remove = (command: Command, session: Session): void => {
  const {
    args: [table = null, reference = null],
    options,
  } = command
  const name = textOf(reference)
  const conditions = options.only('if_exists', 'if_not_exists')
  const foreignKey = options.get('foreign_key')
  if (isSaid(foreignKey)) {
    const given = foreignKey instanceof Hash ? foreignKey : new Hash().with('to_table', pluralize(name))
    const keyed = given.has('column') ? given : given.with('column', `${name}_id`)
    constraintPerformers['remove_foreign_key']!(
      { ...command, name: 'remove_foreign_key', args: [table], options: new Hash([...keyed.pairs, ...conditions.pairs]) },
      session,
    )
  }
  const drop = (column: string): void =>
    columnPerformers['remove_column']!({ ...command, name: 'remove_column', args: [table, column], options: conditions }, session)
  drop(`${name}_id`)
  if (isSaid(options.get('polymorphic'))) drop(`${name}_type`)
}

export const referencePerformers: Performers = {
  add_reference: add,
  add_belongs_to: add,
  remove_reference: remove,
  remove_belongs_to: remove,
}
