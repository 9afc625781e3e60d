import { keyOf, sibling, type Name } from '../../../../model/name.ts'
import type { Column } from '../../../../model/schema.ts'
import { chosenName } from '../../../../steps/chosen-name.ts'
import { tablesNaming } from '../../../../steps/table-lookups.ts'
import { columnType } from '../column-types.ts'
import { defaultOf } from '../default-value.ts'
import type { Session } from '../session.ts'
import { isText, textOf, type Hash, type Value } from '../value.ts'

export interface NewColumn {
  readonly column: Column
  /** It alone is the primary key. */
  readonly isKey: boolean
}

/** Text of an option, if it is given one. */
export const textIn = (options: Hash, key: string): string | undefined => {
  const value = options.get(key)
  return isText(value) ? textOf(value) : undefined
}

/** A column as `new_column_definition` makes it from a word for its type and its options. */
export const newColumn = (session: Session, table: Name, name: string, type: Value, options: Hash): NewColumn => {
  const word = type === null ? '' : textOf(type)
  if (word === 'virtual') return virtualColumn(session, table, name, options)
  const isKey = word === 'primary_key' || options.get('primary_key') === true
  const serial = serialOf(word, isKey, options)
  if (serial !== undefined) return { column: serialColumn(session, table, name, serial, options), isKey }
  const built = columnType(word, withPrecision(word, options, session), { schema: session.schema(), engine: session.to.engine })
  const isRequired = isKey || options.get('null') === false
  const value = options.get('default')
  const defaults = value === undefined ? undefined : defaultOf(value, built)
  const collation = textIn(options, 'collation')
  const comment = textIn(options, 'comment')
  return {
    column: {
      name,
      type: built,
      nullable: !isRequired,
      ...(defaults === undefined ? {} : { default: defaults }),
      ...(collation === undefined ? {} : { collation }),
      ...(comment === undefined || comment === '' ? {} : { comment }),
    },
    isKey,
  }
}

/** Since Rails 7.0 a `datetime` counts microseconds unless it is told otherwise. */
export const withPrecision = (word: string, options: Hash, { meanings }: Session): Hash =>
  word === 'datetime' && !options.has('precision') && !meanings.datetimesHaveNoPrecision ? options.with('precision', 6) : options

const virtualColumn = (session: Session, table: Name, name: string, options: Hash): NewColumn => {
  const { column } = newColumn(session, table, name, options.get('type') ?? null, options.without('type', 'as', 'stored', 'default'))
  return {
    column: { ...column, generated: { expression: textIn(options, 'as') ?? '', stored: options.get('stored') === true } },
    isKey: false,
  }
}

type Serial = 'integer' | 'bigint' | 'smallint'

const serialOf = (word: string, isKey: boolean, options: Hash): Serial | undefined => {
  if (word === 'primary_key' || word === 'bigserial') return 'bigint'
  if (word === 'serial') return 'integer'
  if (!isKey || (word !== 'integer' && word !== 'bigint') || options.has('default')) return undefined
  return word === 'bigint' || options.get('limit') === 8 ? 'bigint' : 'integer'
}

/** A serial column with the sequence that comes along, under the name the server chooses. */
const serialColumn = (session: Session, table: Name, name: string, type: Serial, options: Hash): Column => {
  const ownedSequence = sibling(table, freeRelation(session, table, [name], 'seq'))
  const { engine } = session.to
  const comment = textIn(options, 'comment')
  return {
    name,
    type: { kind: type, native: type },
    nullable: false,
    default: { sql: `nextval(${engine.quoteLiteral(engine.quoteName(ownedSequence))}::regclass)` },
    ownedSequence,
    ...(comment === undefined ? {} : { comment }),
  }
}

/** The first name of the server's that no relation has. */
export const freeRelation = (session: Session, table: Name, columns: readonly string[], label: string): string => {
  const schema = session.schema()
  const { tables, sequences, views } = schema
  const isTaken = (name: string): boolean => {
    const key = keyOf(sibling(table, name))
    return (
      tables.has(key) ||
      sequences.has(key) ||
      views.has(key) ||
      tablesNaming(schema, name).some(
        each =>
          each.name.schema === table.schema &&
          (each.indexes.some(index => index.name === name) || each.constraints.some(c => c.kind === 'primary-key' && c.name === name)),
      )
    )
  }
  for (let pass = 0; ; pass += 1) {
    const name = chosenName(table.name, columns, pass === 0 ? label : `${label}${pass}`)
    if (!isTaken(name)) return name
  }
}
