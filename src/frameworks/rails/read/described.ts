import { keyOf } from '../../../model/name.ts'
import type { Column, ForeignKey, Index, Table } from '../../../model/schema.ts'
import type { Session } from './session.ts'
import { Hash, notKnown, Receiver, Sym, type Call, type Value } from './value.ts'

/** Something of the schema, or of the application, as a migration is told of it: facts by name. */
class Described extends Receiver {
  constructor(
    private readonly facts: Readonly<Record<string, Value>>,
    private readonly what = 'something in the database',
  ) {
    super()
  }
  call({ name }: Call): Value {
    return Object.hasOwn(this.facts, name) ? this.facts[name]! : notKnown(`asks for ${name} of ${this.what}`)
  }
}

/**
 * `Rails.configuration` or `Rails.application`, as far as migrations ask for it: those of Active Storage, Action Text and Action Mailbox take the type of
 * keys from the options of the generators, and Rails' own where there is none.
 */
export const rails = (asked: 'configuration' | 'application', primaryKeyType: string | undefined): Value => {
  const activeRecord: readonly [Value, Value][] =
    primaryKeyType === undefined ? [] : [[new Sym('primary_key_type'), new Sym(primaryKeyType)]]
  const options = new Hash([[new Sym('active_record'), new Hash(activeRecord)]])
  const generators = new Described({ orm: new Sym('active_record'), options }, 'the generators')
  const config = new Described({ generators }, "the application's configuration")
  return asked === 'configuration' ? config : new Described({ config }, 'the application')
}

const words: Partial<Record<Column['type']['kind'], string>> = {
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  numeric: 'decimal',
  real: 'float',
  double: 'float',
  varchar: 'string',
  char: 'string',
  timestamp: 'datetime',
  bytea: 'binary',
  varbit: 'bit_varying',
}

const columnFacts = ({ name, type, nullable, collation, comment }: Column): Readonly<Record<string, Value>> => ({
  name,
  type: new Sym(words[type.kind] ?? type.kind),
  sql_type: type.native,
  limit: type.length ?? ({ smallint: 2, integer: 4, bigint: 8 } as Record<string, number>)[type.kind] ?? null,
  precision: type.precision ?? null,
  scale: type.scale ?? null,
  null: nullable,
  array: (type.dimensions ?? 0) > 0,
  'array?': (type.dimensions ?? 0) > 0,
  collation: collation ?? null,
  comment: comment ?? null,
})

const indexFacts = (table: Table, { name, parts, unique, where }: Index): Readonly<Record<string, Value>> => ({
  table: table.name.name,
  name,
  unique,
  where: where ?? null,
  columns: parts.every(({ column }) => column !== undefined)
    ? parts.map(({ column }) => column!)
    : parts.map(({ column, expression }) => column ?? expression ?? '').join(', '),
})

const keyFacts = (table: Table, { name, columns, references, referencedColumns }: ForeignKey): Readonly<Record<string, Value>> => ({
  name,
  from_table: table.name.name,
  to_table: keyOf(references),
  column: columns.length === 1 ? columns[0]! : columns,
  primary_key: referencedColumns.length === 1 ? referencedColumns[0]! : referencedColumns,
})

const tableOf = (call: Call, session: Session): Table => {
  const name = session.name(call.args[0])
  return session.has(name) ? session.table(name) : notKnown(`asks for the table ${keyOf(name)}, which is not known`)
}

/** Lists of what a table has, as the connection gives them. */
export const descriptions: Readonly<Record<string, (call: Call, session: Session) => Value>> = {
  columns: (call, session) => tableOf(call, session).columns.map(column => new Described(columnFacts(column))),
  indexes: (call, session) => {
    const table = tableOf(call, session)
    return table.indexes.map(index => new Described(indexFacts(table, index)))
  },
  foreign_keys: (call, session) => {
    const table = tableOf(call, session)
    return table.constraints.flatMap(each => (each.kind === 'foreign-key' ? [new Described(keyFacts(table, each))] : []))
  },
}
