import type { Name } from '../../../../model/name.ts'
import type { PrimaryKey, Table } from '../../../../model/schema.ts'
import { joinTableName, nameFrom } from '../naming.ts'
import { singularize } from '../inflect.ts'
import type { Command, Session } from '../session.ts'
import { Hash, listOf, Sym, textOf, type Value } from '../value.ts'
import { dropTable } from './drop-table.ts'
import { addIndex } from './indexes.ts'
import { freeRelation, textIn } from './new-column.ts'
import type { Performers } from './performers.ts'
import { TableDefinition } from './table-definition.ts'

/** Options of MySQL's, which PostgreSQL would refuse: such a migration has never run there. */
const isForeign = (options: string): boolean => /\b(ENGINE|CHARSET|ROW_FORMAT|COLLATE)\s*=/i.test(options)

const keyColumn = (options: Hash): string => textIn(options, 'primary_key') ?? 'id'

/** The key that `create_table` adds by itself (`set_primary_key`). */
const addKey = (definition: TableDefinition, given: Hash): readonly string[] | undefined => {
  const { meanings } = definition.place
  const id = given.get('id')
  const options = given.only('limit', 'default', 'precision')
  if (id === false || id === null || given.get('as') !== undefined) return undefined
  if (Array.isArray(given.get('primary_key'))) return listOf(given.get('primary_key')).map(textOf)
  const more = id instanceof Hash ? new Hash([...options.pairs, ...id.without('type').pairs]) : options
  const type = id instanceof Hash ? (id.get('type') ?? null) : id
  const word = type === undefined || type === null || type === true ? undefined : textOf(type)
  const keyed = more.with('primary_key', true)
  const column = (name: string, settled: Hash): void => definition.column(keyColumn(given), new Sym(name), settled)
  if (word === undefined) column(meanings.idsAreIntegers ? 'integer' : 'primary_key', keyed)
  else if (word === 'uuid' && !more.has('default'))
    column('uuid', keyed.with('default', meanings.uuidsByExtension ? 'uuid_generate_v4()' : 'gen_random_uuid()'))
  // Before 5.1 a key whose type is said counts nothing by itself.
  else if (meanings.idsAreIntegers && (word === 'integer' || word === 'bigint') && !more.has('default'))
    column(word, keyed.with('default', null))
  else column(word, keyed)
  return undefined
}

const isSaid = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== false

const primaryKey = (session: Session, table: Name, columns: readonly string[]): readonly PrimaryKey[] =>
  columns.length === 0 ? [] : [{ kind: 'primary-key', name: freeRelation(session, table, [], 'pkey'), columns }]

/** A table with all that is said of it, and the indexes Rails makes after it. */
export const createTable = (
  command: Command,
  session: Session,
  table: Name,
  written: string,
  fill: (definition: TableDefinition) => void,
): void => {
  const { node, options } = command
  const force = options.get('force')
  if (isSaid(force) && session.has(table)) {
    // Its names are free again only when it is gone; what its block does not know must show before.
    fill(new TableDefinition(session, table, written))
    dropTable(node, session, table, { ifExists: true, cascade: force instanceof Sym && force.text === 'cascade' })
  }
  const definition = new TableDefinition(session, table, written)
  const keys = addKey(definition, options)
  fill(definition)
  const isOptional = options.get('if_not_exists') === true
  if (!isOptional || !session.has(table)) {
    const columns = [...definition.columns.values()]
    const keyNames = keys ?? columns.filter(({ isKey }) => isKey).map(({ column }) => column.name)
    const comment = textIn(options, 'comment')
    send(command, session, {
      name: table,
      columns: columns.map(({ column }) => (keyNames.includes(column.name) ? { ...column, nullable: false } : column)),
      constraints: [...primaryKey(session, table, keyNames), ...definition.constraints],
      indexes: [],
      ...(comment === undefined || comment === '' ? {} : { comment }),
      ...(options.get('unlogged') === true ? { unlogged: true } : {}),
    })
  }
  for (const index of definition.indexes)
    addIndex(node, session, table, index.columns, isOptional ? index.options.with('if_not_exists', true) : index.options)
}

/** As a step, or as SQL where the statement says what no step does. */
const send = ({ node, options }: Command, session: Session, made: Table): void => {
  const { engine } = session.to
  const text = textIn(options, 'options')
  const as = textIn(options, 'as')
  const isTemporary = options.get('temporary') === true
  const more = text === undefined || isForeign(text) ? '' : ` ${text}`
  if (text !== undefined && more === '') session.note(node, 'other-engine', `options for another engine are left out: ${text}`)
  if (more === '' && as === undefined && !isTemporary) return session.add(node, { kind: 'create-table', table: made })
  const printed =
    as === undefined || made.columns.length > 0
      ? engine.sql({ kind: 'create-table', table: made }, session.schema())[0]!.sql
      : `CREATE TABLE ${engine.quoteName(made.name)}`
  const create = isTemporary ? printed.replace(/^CREATE TABLE/, 'CREATE TEMPORARY TABLE') : printed
  return session.sql(node, `${create}${more}${as === undefined ? '' : ` AS ${as}`}`)
}

const joinTable = ({ args: [first = null, second = null], options }: Command, session: Session): string =>
  textIn(options, 'table_name') ?? joinTableName(session.prefixed(first), session.prefixed(second))

const joinColumns = (command: Command, definition: TableDefinition): void => {
  const { idsAreIntegers } = definition.place.meanings
  const { args, options } = command
  const given = options.get('column_options')
  const base = new Hash([
    [new Sym('null'), false],
    [new Sym('index'), false],
    ...(idsAreIntegers ? ([[new Sym('type'), new Sym('integer')]] as const) : []),
    ...(given instanceof Hash ? given.pairs : []),
  ])
  for (const table of args.slice(0, 2))
    definition.call({
      name: 'references',
      args: [singularize(nameFrom(textOf(table)).name)],
      options: base,
      node: command.node,
      asStatement: true,
    })
}

const fillBy = (command: Command) => (definition: TableDefinition) => {
  command.block?.call([definition as Value], false)
}

export const tableMakers: Performers = {
  create_table: (command, session) =>
    createTable(command, session, session.name(command.args[0]), session.prefixed(command.args[0]), fillBy(command)),
  create_join_table: (command, session) => {
    const written = joinTable(command, session)
    const without = { ...command, options: command.options.without('column_options', 'table_name').with('id', false) }
    createTable(without, session, nameFrom(written), written, definition => {
      joinColumns(command, definition)
      fillBy(command)(definition)
    })
  },
  drop_join_table: (command, session) =>
    dropTable(command.node, session, nameFrom(joinTable(command, session)), {
      ifExists: command.options.get('if_exists') === true,
      cascade: false,
    }),
}
