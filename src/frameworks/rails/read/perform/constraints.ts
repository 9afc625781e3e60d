import type { Node } from '@ruby/prism/src/nodes.js'
import { keyOf, type Name } from '../../../../model/name.ts'
import { constraintIn, type Constraint, type ForeignKey, type Table } from '../../../../model/schema.ts'
import { checkName, exclusionName, foreignKeyName, nameFrom, uniqueName } from '../naming.ts'
import type { Session } from '../session.ts'
import { isText, listOf, textOf, type Hash, type Value } from '../value.ts'
import { check, exclusion, foreignKey, foreignKeyColumns, unique } from './new-constraint.ts'
import { textIn } from './new-column.ts'
import type { Performers } from './performers.ts'

const add = (node: Node, session: Session, table: Name, constraint: Constraint): void =>
  session.add(node, { kind: 'add-constraint', table, constraint })

/** The foreign key that a method means, by its table, its column, its name (`defined_for?`). */
export const findForeignKey = (session: Session, { constraints }: Table, to: Value | undefined, options: Hash): ForeignKey | undefined => {
  const target = to ?? options.get('to_table')
  const column = options.get('column')
  const name = textIn(options, 'name')
  return constraints.find(
    (each): each is ForeignKey =>
      each.kind === 'foreign-key' &&
      (!isText(target) || keyOf(each.references) === keyOf(session.name(target))) &&
      (column === undefined || column === null || each.columns.join() === listOf(column).map(textOf).join()) &&
      (name === undefined || each.name === name),
  )
}

/** One the history does not know, under the name it would have. */
const supposedKey = (session: Session, from: Value | undefined, to: Value | undefined, options: Hash): ForeignKey => {
  const target = to ?? options.get('to_table')
  const columns = foreignKeyColumns(target, options)
  return {
    kind: 'foreign-key',
    name: textIn(options, 'name') ?? foreignKeyName(session.prefixed(from), columns),
    columns,
    references: target === undefined ? { name: 'unknown' } : session.name(target),
    referencedColumns: ['id'],
    validated: true,
  }
}

const named = (session: Session, table: Name, name: string, otherwise: Constraint): Constraint =>
  constraintIn(session.table(table), name) ?? otherwise

const drop = (node: Node, session: Session, table: Name, constraint: Constraint): void =>
  session.add(node, { kind: 'drop-constraint', table, constraint })

/** `remove_…` of one that need not be there. */
const isGone = (session: Session, table: Name, name: string, options: Hash): boolean =>
  options.get('if_exists') === true && constraintIn(session.table(table), name) === undefined

const checkNamed = (session: Session, table: Value | undefined, expression: Value | undefined, options: Hash): string =>
  textIn(options, 'name') ?? checkName(session.prefixed(table), textOf(expression ?? options.get('expression') ?? null))

export const constraintPerformers: Performers = {
  add_foreign_key: ({ node, args: [from, to = null], options }, session) => {
    const table = session.name(from)
    if (options.get('if_not_exists') === true && findForeignKey(session, session.table(table), to, options.only('column')) !== undefined)
      return
    add(node, session, table, foreignKey(session, session.prefixed(from), to, options))
  },
  remove_foreign_key: ({ node, args: [from, to], options }, session) => {
    const table = session.name(from)
    const found = findForeignKey(session, session.table(table), to, options)
    if (found === undefined && options.get('if_exists') === true) return
    drop(node, session, table, found ?? supposedKey(session, from, to, options))
  },
  validate_foreign_key: ({ node, args: [from, to], options }, session) => {
    const table = session.name(from)
    const constraint = findForeignKey(session, session.table(table), to, options) ?? supposedKey(session, from, to, options)
    session.add(node, { kind: 'validate-constraint', table, constraint })
  },
  add_check_constraint: ({ node, args: [from, expression = null], options }, session) => {
    const constraint = check(session.prefixed(from), expression, options)
    const table = session.name(from)
    if (options.get('if_not_exists') === true && constraintIn(session.table(table), constraint.name) !== undefined) return
    add(node, session, table, constraint)
  },
  remove_check_constraint: ({ node, args: [from, expression], options }, session) => {
    const table = session.name(from)
    const name = checkNamed(session, from, expression, options)
    if (isGone(session, table, name, options)) return
    drop(node, session, table, named(session, table, name, { kind: 'check', name, expression: 'true', validated: true }))
  },
  validate_check_constraint: ({ node, args: [from, expression], options }, session) => {
    const table = session.name(from)
    const name = checkNamed(session, from, expression, options)
    session.add(node, {
      kind: 'validate-constraint',
      table,
      constraint: named(session, table, name, { kind: 'check', name, expression: 'true', validated: false }),
    })
  },
  validate_constraint: ({ node, args: [from, name = null] }, session) => {
    const table = session.name(from)
    const constraint = named(session, table, textOf(name), { kind: 'check', name: textOf(name), expression: 'true', validated: false })
    session.add(node, { kind: 'validate-constraint', table, constraint })
  },
  add_unique_constraint: ({ node, args: [from, columns], options }, session) => {
    const table = session.name(from)
    const constraint = unique(session.prefixed(from), columns, options)
    const using = textIn(options, 'using_index')
    const index = using === undefined ? undefined : session.table(table).indexes.find(each => each.name === nameFrom(using).name)
    if (index === undefined) return add(node, session, table, constraint)
    session.add(node, {
      kind: 'add-constraint',
      table,
      constraint: { ...constraint, columns: index.parts.flatMap(part => part.column ?? []) },
      usingIndex: index,
    })
  },
  remove_unique_constraint: ({ node, args: [from, columns], options }, session) => {
    const table = session.name(from)
    const wanted = listOf(columns ?? options.get('column')).map(textOf)
    const found = session
      .table(table)
      .constraints.find(each => each.kind === 'unique' && textIn(options, 'name') === undefined && each.columns.join() === wanted.join())
    const name = textIn(options, 'name') ?? found?.name ?? uniqueName(session.prefixed(from), wanted)
    if (isGone(session, table, name, options)) return
    drop(node, session, table, found ?? named(session, table, name, { kind: 'unique', name, columns: wanted }))
  },
  add_exclusion_constraint: ({ node, args: [from, expression = null], options }, session) =>
    add(node, session, session.name(from), exclusion(session.prefixed(from), expression, options)),
  remove_exclusion_constraint: ({ node, args: [from, expression], options }, session) => {
    const table = session.name(from)
    const name = textIn(options, 'name') ?? exclusionName(session.prefixed(from), textOf(expression ?? null))
    if (isGone(session, table, name, options)) return
    drop(node, session, table, named(session, table, name, exclusion(session.prefixed(from), expression ?? '', options.with('name', name))))
  },
}
