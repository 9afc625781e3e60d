import { keyOf, type Name } from '../../model/name.ts'
import type { Constraint, Index, IndexPart } from '../../model/schema.ts'
import { joinColumns, objectName } from '../naming.ts'
import { partNames } from '../object.ts'
import { call, type Code, data, fields, list, object, sqlCode, text } from './code.ts'

/** The name the DSL gives a constraint that is written without one. */
const usualName = (table: Name, constraint: Constraint): string | undefined => {
  switch (constraint.kind) {
    case 'primary-key':
      return objectName(table.name, undefined, 'pkey')
    case 'unique':
      return objectName(table.name, joinColumns([...constraint.columns, ...(constraint.include ?? [])]), 'key')
    case 'foreign-key':
      return objectName(table.name, joinColumns(constraint.columns), 'fkey')
    default:
      return undefined
  }
}

/** A constraint of one column, of the usual name and without anything special, as a call on the column. */
export function inlineCode(table: Name, constraint: Constraint): { readonly column: string; readonly code: Code } | undefined {
  const { kind, name } = constraint
  if (
    kind === 'check' ||
    kind === 'exclusion' ||
    kind === 'not-null' ||
    constraint.columns.length !== 1 ||
    name !== usualName(table, constraint)
  )
    return undefined
  const column = constraint.columns[0] as string
  if (kind === 'foreign-key') {
    const { kind: _, name: __, columns: ___, references, referencedColumns, validated, ...rest } = constraint
    if (referencedColumns.length !== 1) return undefined
    return {
      column,
      code: call(
        'references',
        text(keyOf(references)),
        text(referencedColumns[0] as string),
        object({ notValid: validated ? undefined : 'true', ...fields(rest) }),
      ),
    }
  }
  const { kind: _, name: __, columns: ___, ...rest } = constraint
  const said = Object.keys(rest)
  if (kind === 'primary-key') return said.length === 0 ? { column, code: 'primaryKey()' } : undefined
  return said.every(field => field === 'nullsNotDistinct') ? { column, code: call('unique', object(fields(rest))) } : undefined
}

/** A constraint as a call of the table's parts `t`. */
export function constraintCode(table: Name, constraint: Constraint): Code {
  const { name } = constraint
  const ownName = name === usualName(table, constraint) ? undefined : text(name)
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique': {
      const { kind, name: _, columns, ...rest } = constraint
      return call(kind === 'unique' ? 't.unique' : 't.primaryKey', data(columns), object({ name: ownName, ...fields(rest) }))
    }
    case 'check': {
      const { kind: _, name: __, expression, validated, ...rest } = constraint
      return call('t.check', text(name), sqlCode(expression), object({ notValid: validated ? undefined : 'true', ...fields(rest) }))
    }
    case 'foreign-key': {
      const { kind: _, name: __, columns, references, referencedColumns, validated, ...rest } = constraint
      return call(
        't.foreignKey',
        data(columns),
        text(keyOf(references)),
        data(referencedColumns),
        object({ name: ownName, notValid: validated ? undefined : 'true', ...fields(rest) }),
      )
    }
    case 'exclusion': {
      const { kind: _, name: __, definition, ...rest } = constraint
      return call('t.exclusion', text(name), sqlCode(definition), object(fields(rest)))
    }
    default:
      // What `t.notNull` gives, said outright: it does not take every field.
      return data(constraint)
  }
}

export function indexCode(table: Name, index: Index): Code {
  const usual = objectName(table.name, joinColumns(partNames(index)), 'idx')
  return call(
    't.index',
    partsCode(index.parts),
    object({ name: index.name === usual ? undefined : text(index.name), ...indexOptions(index) }),
  )
}

/** Everything of an index but its name and parts. */
export function indexOptions(index: Index): Record<string, Code | undefined> {
  const { name: _, parts: __, unique, valid, where, ...rest } = index
  return {
    unique: unique ? 'true' : undefined,
    valid: valid ? undefined : 'false',
    where: where === undefined ? undefined : sqlCode(where),
    ...fields(rest),
  }
}

export const partsCode = (parts: readonly IndexPart[]): Code => list(parts.map(partCode))

const partCode = ({ column, expression, ...rest }: IndexPart): Code => {
  if (Object.keys(rest).length === 0) return column === undefined ? sqlCode(expression ?? '') : text(column)
  return object({
    column: column === undefined ? undefined : text(column),
    expression: expression === undefined ? undefined : sqlCode(expression),
    ...fields(rest),
  })
}
