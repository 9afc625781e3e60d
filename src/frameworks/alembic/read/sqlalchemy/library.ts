import { argument } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { isKind, native, Opaque, type Given, type Value } from '../python/values.ts'
import { clauses, functionClause } from './clauses.ts'
import { itemThing, type Item } from './items.ts'
import { makeColumn } from './make-column.ts'
import {
  flag,
  makeCheck,
  makeComputed,
  makeExclude,
  makeForeignKey,
  makeForeignKeyConstraint,
  makeIdentity,
  makeIndex,
  makeKey,
  optionalText,
  sequenceOptions,
} from './make-items.ts'
import { qualifiedName } from './names.ts'
import { sqlThing } from './sql.ts'
import { columnsSaid, selection, statement, tableOf, tableThing } from './table-clause.ts'
import { isTypeName, typeMaker } from './types.ts'

type Make = (given: Given) => Value

const item =
  (make: (given: Given) => Item): Make =>
  given =>
    itemThing(make(given))

const columnItem: Make = given => {
  const made = makeColumn(given)
  return itemThing(made, name =>
    name === 'name' || name === 'key'
      ? made.name
      : name === 'type'
        ? made.type
        : name === 'copy' || name === '_copy'
          ? native(name, () => columnItem(given))
          : undefined,
  )
}

const dataStatement =
  (verb: 'insert' | 'update' | 'delete'): Make =>
  given =>
    statement(verb, tableOf(given.args[0]), given.args.slice(1), given.named)

const schemaStatement =
  (words: string): Make =>
  ({ args, named }) => {
    const [name] = args
    const cascade = words.startsWith('DROP') && named.get('cascade') === true ? ' CASCADE' : ''
    const guard = named.get('if_not_exists') === true ? 'IF NOT EXISTS ' : named.get('if_exists') === true ? 'IF EXISTS ' : ''
    return sqlThing({
      print: () => `${words} ${guard}${qualifiedName(textOf(name ?? null))}${cascade}`,
      isAtomic: false,
      isStatement: true,
    })
  }

interface SequenceItem {
  readonly name: string
  readonly schema?: string
  readonly options: string
}

const sequenceStatement =
  (isDrop: boolean): Make =>
  ({ args, named }) => {
    const [sequence] = args
    const { name, schema, options } = (isKind(sequence, 'thing') ? sequence.data : {}) as Partial<SequenceItem>
    if (name === undefined) throw new Opaque('makes a sequence that is not followed')
    const guard = named.get('if_not_exists') === true ? 'IF NOT EXISTS ' : named.get('if_exists') === true ? 'IF EXISTS ' : ''
    const text = isDrop
      ? `DROP SEQUENCE ${guard}${qualifiedName(name, schema)}`
      : `CREATE SEQUENCE ${guard}${qualifiedName(name, schema)} ${options}`.trim()
    return sqlThing({ print: () => text, isAtomic: false, isStatement: true })
  }

const makers: Readonly<Record<string, Make>> = {
  ...clauses,
  Column: columnItem,
  ForeignKey: item(makeForeignKey),
  ForeignKeyConstraint: item(makeForeignKeyConstraint),
  PrimaryKeyConstraint: item(makeKey('primary-key')),
  UniqueConstraint: item(makeKey('unique')),
  CheckConstraint: item(makeCheck),
  ExcludeConstraint: item(makeExclude),
  Index: given => itemThing(makeIndex(given, given.args[0], given.args.slice(1))),
  Identity: item(makeIdentity),
  Computed: item(makeComputed),
  FetchedValue: () => itemThing({ kind: 'nothing' }),
  Sequence: given =>
    itemThing({
      kind: 'sequence',
      name: textOf(given.args[0] ?? null),
      options: sequenceOptions({ args: [], named: given.named }),
      optional: flag(given, 'optional') ?? false,
      ...(optionalText(given, 'schema') === undefined ? {} : { schema: optionalText(given, 'schema') }),
    }),
  DefaultClause: given => given.args[0] ?? null,
  quoted_name: given => textOf(given.args[0] ?? null),
  conv: given => ({ kind: 'thing', type: 'conv', data: textOf(given.args[0] ?? null) }),
  table: given => tableThing({ name: textOf(given.args[0] ?? null), ...schemaSaid(given), ...columnsSaid(given.args.slice(1)) }),
  TableClause: given => tableThing({ name: textOf(given.args[0] ?? null), ...schemaSaid(given), ...columnsSaid(given.args.slice(1)) }),
  Table: given => {
    if (
      given.named.has('autoload_with') ||
      given.named.get('autoload') === true ||
      !given.args.some(each => isKind(each, 'thing') && each.type === 'column')
    ) {
      return tableThing({ name: textOf(given.args[0] ?? null), ...schemaSaid(given), types: new Map(), defaults: new Map() })
    }
    return tableThing({ name: textOf(given.args[0] ?? null), ...schemaSaid(given), ...columnsSaid(given.args.slice(2)) })
  },
  insert: dataStatement('insert'),
  update: dataStatement('update'),
  delete: dataStatement('delete'),
  select: given => selection(given.args),
  CreateSchema: schemaStatement('CREATE SCHEMA'),
  DropSchema: schemaStatement('DROP SCHEMA'),
  CreateSequence: sequenceStatement(false),
  DropSequence: sequenceStatement(true),
  MetaData: () => ({ kind: 'thing', type: 'metadata', get: name => (name === 'bind' ? null : undefined) }),
}

const schemaSaid = (given: Given): { readonly schema?: string } => {
  const schema = argument(given, 'schema')
  return typeof schema === 'string' ? { schema } : {}
}

/** Packages whose names are SQLAlchemy's, or stand for its types. */
const packages = /^(?:sqlalchemy|sqlmodel|sqlalchemy_utils|citext|pgvector|geoalchemy2|sqlalchemy_citext)(?:\.|$)/

/** What a path in SQLAlchemy is: `sqlalchemy.dialects.postgresql.JSONB`, `sqlalchemy.func.now`. */
export const inLibrary = (path: string): Value | undefined => {
  if (!packages.test(path)) return undefined
  const called = /\.func\.(.+)$/.exec(path)
  if (called !== null) return functionOfPath(called[1]!)
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (isTypeName(path)) return typeMaker(path)
  const make = Object.hasOwn(makers, name) && !/\.orm\./.test(path) ? makers[name] : undefined
  return make && native(name, make)
}

/** `func.lower`, which can be called, and `func.pg_catalog`, which has more of them. */
const functionOfPath = (path: string): Value => {
  const call = functionClause(path)
  return {
    kind: 'thing',
    type: 'function',
    call: call.call,
    get: name => functionOfPath(`${path}.${name}`),
  }
}
