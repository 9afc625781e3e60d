import { argument } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { isThing, isUnknown, Opaque, Refused, type Value } from '../python/values.ts'
import { columnOf, type IdentityItem } from '../sqlalchemy/items.ts'
import { flag } from '../sqlalchemy/make-items.ts'
import { qualifiedName, quoteIdentifier } from '../sqlalchemy/names.ts'
import { printColumn, printDefault, printIdentity } from '../sqlalchemy/print-column.ts'
import { printConstraint, referencesOf } from '../sqlalchemy/print-constraint.ts'
import { printIndex } from '../sqlalchemy/print-index.ts'
import { quoteLiteral } from '../sqlalchemy/sql.ts'
import { typeFrom } from '../sqlalchemy/types.ts'
import type { Operation } from './output.ts'
import { impliedBy, tableSaid } from './table-operations.ts'

export const addColumn: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  const table = qualifiedName(of.table, of.schema)
  const column = columnOf(argument(given, 'column', 1))
  const { constraints, indexes } = impliedBy(column)
  const isInline = flag(given, 'inline_references') === true && column.references.length === 1
  const inline = isInline ? ` ${referencesOf(column.references[0]!)}` : ''
  const key = flag(given, 'inline_primary_key') === true && column.primaryKey ? ' PRIMARY KEY' : ''
  const guard = flag(given, 'if_not_exists') === true ? 'IF NOT EXISTS ' : ''
  // The key that a column says it belongs to is not added with it.
  out.say(`ALTER TABLE ${table} ADD COLUMN ${guard}${printColumn(column, column.primaryKey ? [column.name] : [], of)}${key}${inline}`, at)
  for (const constraint of constraints)
    if (!(isInline && constraint.kind === 'foreign-key')) out.say(`ALTER TABLE ${table} ADD ${printConstraint(constraint, of)}`, at)
  for (const index of indexes) out.say(printIndex(index, of), at)
  if (column.comment !== undefined)
    out.say(`COMMENT ON COLUMN ${table}.${quoteIdentifier(column.name)} IS ${quoteLiteral(column.comment)}`, at)
  return null
}

export const dropColumn: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  const column = textOf(argument(given, 'column_name', 1) ?? null)
  out.say(
    `ALTER TABLE ${qualifiedName(of.table, of.schema)} DROP COLUMN ${flag(given, 'if_exists') === true ? 'IF EXISTS ' : ''}${quoteIdentifier(column)}`,
    at,
  )
  return null
}

/** Several statements, in Alembic's own order on PostgreSQL: type, nullability, default, comment, name. */
export const alterColumn: Operation = (given, at, out) => {
  const of = tableSaid(given, out)
  const table = qualifiedName(of.table, of.schema)
  const name = textOf(argument(given, 'column_name', 1) ?? null)
  const column = quoteIdentifier(name)
  const alter = (words: string): void => out.say(`ALTER TABLE ${table} ${words}`, at)
  const type = argument(given, 'type_')
  const nullable = flag(given, 'nullable')
  const isDefaultSaid = given.named.has('server_default') && given.named.get('server_default') !== false
  const serverDefault = given.named.get('server_default') ?? null
  const using = argument(given, 'postgresql_using')
  const comment = given.named.get('comment')
  const newName = argument(given, 'new_column_name') ?? given.named.get('name')
  if (isUnknown(serverDefault)) throw new Opaque(serverDefault.reason)
  // All that may fail to be followed comes first: either all of the statements are said or none.
  const typeSql = type === undefined || type === null ? undefined : typeFrom(type).sql
  const defaultWords = isDefaultSaid ? wordsOfDefault(serverDefault, given.named.get('existing_server_default') ?? null) : undefined
  const [usingText, commentText, to] = [using, comment, newName].map(each =>
    each === undefined || each === null || each === false ? undefined : textOf(each),
  )

  if (typeSql !== undefined) alter(`ALTER COLUMN ${column} TYPE ${typeSql}${usingText === undefined ? '' : ` USING ${usingText}`}`)
  if (nullable !== undefined) alter(`ALTER COLUMN ${column} ${nullable ? 'DROP' : 'SET'} NOT NULL`)
  if (defaultWords !== undefined) alter(`ALTER COLUMN ${column} ${defaultWords}`)
  if (comment !== undefined && comment !== false)
    out.say(`COMMENT ON COLUMN ${table}.${column} IS ${commentText === undefined ? 'NULL' : quoteLiteral(commentText)}`, at)
  if (to !== undefined) alter(`RENAME ${column} TO ${quoteIdentifier(to)}`)
  return null
}

const wordsOfDefault = (to: Value, existing: Value): string => {
  if (isThing(to, 'identity')) {
    const item = to.data as IdentityItem
    if (!isThing(existing, 'identity')) return `ADD ${printIdentity(item)}`
    const options = item.options.replace(/(INCREMENT BY|START WITH|(?:NO )?M(?:IN|AX)VALUE|CACHE|(?:NO )?CYCLE)/g, 'SET $1')
    return `SET GENERATED ${item.always ? 'ALWAYS' : 'BY DEFAULT'}${options === '' ? '' : ` ${options}`}`
  }
  if (to === null && isThing(existing, 'identity')) return 'DROP IDENTITY'
  if (isThing(to, 'computed') || isThing(existing, 'computed')) throw new Refused('changes a computed column, which Alembic refuses')
  return to === null ? 'DROP DEFAULT' : `SET DEFAULT ${printDefault(to)}`
}
