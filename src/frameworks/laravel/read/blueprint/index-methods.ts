import { PhpArray, type Value } from '../php/frame.ts'
import { inOrder } from '../php/functions/arrays.ts'
import { toText } from '../php/operators.ts'
import { isTruthy, positional, take } from '../php/value.ts'
import type { Drawing, Method } from './drawn.ts'
import { Fluent, RawSql } from './fluent.ts'
import { addForeign } from './foreign-id.ts'

const index =
  (type: string): Method =>
  (blueprint, args, { at }) => {
    const { columns, column, name, algorithm, operatorClass } = { ...take(args, 'columns', 'name', 'algorithm'), ...pickNamed(args.named) }
    const isSpatial = type === 'spatialIndex'
    const rest = isSpatial ? { operatorClass: operatorClass ?? algorithm } : { algorithm }
    return blueprint.addIndex(type, columns ?? column ?? null, name, rest, at)
  }

const pickNamed = ({ column, operatorClass }: Readonly<Record<string, Value>>): { column?: Value; operatorClass?: Value } => ({
  ...(column === undefined ? {} : { column }),
  ...(operatorClass === undefined ? {} : { operatorClass }),
})

const drop =
  (command: string, type: string): Method =>
  (blueprint, args, { at }) =>
    blueprint.dropIndex(command, type, take(args, 'index').index ?? (command === 'dropPrimary' ? null : undefined), at)

const dropColumns = (blueprint: Drawing, columns: readonly Value[], at: Fluent['at']): Fluent =>
  blueprint.addCommand('dropColumn', new Fluent({ columns: PhpArray.of(columns) }, at))

const dropColumn: Method = (blueprint, args, { at }) => {
  const given = inOrder(args)
  const [first] = given
  return dropColumns(blueprint, first instanceof PhpArray ? first.values : given, at)
}

const dropNamed =
  (...columns: readonly string[]): Method =>
  (blueprint, args, { at }) => {
    const { column } = take(args, 'column')
    return dropColumns(blueprint, columns.length === 1 && column !== undefined ? [column] : columns, at)
  }

const dropConstrained = (blueprint: Drawing, column: Value, at: Fluent['at']): Value => {
  blueprint.dropIndex('dropForeign', 'foreign', PhpArray.of([column]), at)
  return dropColumns(blueprint, [column], at)
}

const foreignKeyOf = (blueprint: Drawing, args: Parameters<Method>[1]): Value => {
  const { model, column } = take(args, 'model', 'column')
  return isTruthy(column) ? column! : blueprint.model(model ?? null).foreignKey
}

const command =
  (name: string, ...attributes: readonly string[]): Method =>
  (blueprint, args, { at }) =>
    blueprint.addCommand(name, new Fluent(take(args, ...attributes), at))

/** Keys, indexes and what is done to the whole table; by their names in lower case. */
export const indexMethods: Readonly<Record<string, Method>> = {
  primary: index('primary'),
  unique: index('unique'),
  index: index('index'),
  fulltext: index('fulltext'),
  spatialindex: index('spatialIndex'),
  vectorindex: (blueprint, args, { at }) => {
    const { column, name } = take(args, 'column', 'name')
    return blueprint.addIndex('vectorIndex', column ?? null, name, { algorithm: 'hnsw', operatorClass: 'vector_cosine_ops' }, at)
  },
  rawindex: (blueprint, args, { at }) => {
    const { expression, name } = take(args, 'expression', 'name')
    return blueprint.addIndex('index', PhpArray.of([new RawSql(toText(expression))]), name, {}, at)
  },
  foreign: (blueprint, args, { at }) => {
    const { columns, name } = take(args, 'columns', 'name')
    return addForeign(blueprint, columns ?? null, name, at)
  },
  dropprimary: drop('dropPrimary', 'primary'),
  dropunique: drop('dropUnique', 'unique'),
  dropindex: drop('dropIndex', 'index'),
  dropfulltext: drop('dropFullText', 'fulltext'),
  dropspatialindex: drop('dropSpatialIndex', 'spatialIndex'),
  dropvectorindex: drop('dropVectorIndex', 'vectorIndex'),
  dropforeign: drop('dropForeign', 'foreign'),
  dropcolumn: dropColumn,
  droptimestamps: dropNamed('created_at', 'updated_at'),
  droptimestampstz: dropNamed('created_at', 'updated_at'),
  dropsoftdeletes: dropNamed('deleted_at'),
  dropsoftdeletestz: dropNamed('deleted_at'),
  dropremembertoken: (blueprint, _, { at }) => dropColumns(blueprint, ['remember_token'], at),
  dropmorphs: (blueprint, args, { at }) => {
    const { name, indexName } = take(args, 'name', 'indexName')
    const columns = ['type', 'id'].map(end => `${toText(name)}_${end}`)
    blueprint.dropIndex('dropIndex', 'index', isTruthy(indexName) ? indexName : blueprint.indexName('index', columns), at)
    return dropColumns(blueprint, columns, at)
  },
  dropconstrainedforeignid: (blueprint, args, { at }) => dropConstrained(blueprint, take(args, 'column').column ?? null, at),
  dropforeignidfor: (blueprint, args, { at }) => {
    const column = foreignKeyOf(blueprint, args)
    return blueprint.settings.major >= 12
      ? dropColumns(blueprint, [column], at)
      : blueprint.dropIndex('dropForeign', 'foreign', PhpArray.of([column]), at)
  },
  dropconstrainedforeignidfor: (blueprint, args, { at }) => dropConstrained(blueprint, foreignKeyOf(blueprint, args), at),
  renamecolumn: command('renameColumn', 'from', 'to'),
  renameindex: command('renameIndex', 'from', 'to'),
  rename: command('rename', 'to'),
  create: command('create'),
  drop: command('drop'),
  dropifexists: command('dropIfExists'),
  comment: command('tableComment', 'comment'),
  temporary: blueprint => {
    blueprint.makeTemporary()
    return null
  },
  // MySQL's.
  engine: () => null,
  innodb: () => null,
  charset: () => null,
  collation: () => null,
  after: (blueprint, args, site) => {
    const { callback } = take(args, 'column', 'callback')
    return site.frame.run.invoke(callback ?? null, positional(blueprint), { ...site, isLenient: false })
  },
  removecolumn: (blueprint, args) => {
    blueprint.removeColumn(take(args, 'name').name ?? null)
    return blueprint
  },
  gettable: blueprint => blueprint.table,
  getprefix: blueprint => blueprint.settings.prefix,
}
