import { Opaque, type CallSite, PhpArray, type Value } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { isTruthy, positional, take } from '../php/value.ts'
import type { Drawing, Method } from './drawn.ts'
import { Fluent } from './fluent.ts'
import { ForeignIdFluent } from './foreign-id.ts'

const needed = (value: Value | undefined, what: string): Value => {
  if (value === undefined || value === null) throw new Opaque(`calls the schema builder without ${what}`)
  return value
}

const add = (
  blueprint: Drawing,
  type: string,
  name: Value | undefined,
  rest: Readonly<Record<string, Value | undefined>>,
  { at }: CallSite,
) => blueprint.addColumn(new Fluent({ type, name: needed(name, 'the name of a column'), ...rest }, at))

/** A column whose type needs no more than its name. */
const plain =
  (type: string, standard?: string): Method =>
  (blueprint, args, site) =>
    add(blueprint, type, take(args, 'column').column ?? standard, {}, site)

const integer =
  (type: string, isUnsigned = false): Method =>
  (blueprint, args, site) => {
    const { column, autoIncrement } = take(args, 'column', 'autoIncrement', 'unsigned')
    return add(blueprint, type, column, { autoIncrement: isTruthy(autoIncrement), unsigned: isUnsigned }, site)
  }

const increments =
  (type: string, standard?: string): Method =>
  (blueprint, args, site) =>
    add(blueprint, type, take(args, 'column').column ?? standard, { autoIncrement: true, unsigned: true }, site)

const text =
  (type: string): Method =>
  (blueprint, args, site) => {
    const { column, length } = take(args, 'column', 'length')
    const { stringLength, major } = blueprint.settings
    const isGiven = length !== undefined && length !== null && !((major >= 11 || major < 9) && type === 'string' && !isTruthy(length))
    return add(blueprint, type, column, { length: isGiven ? length : stringLength }, site)
  }

const timed =
  (type: string, standard?: string): Method =>
  (blueprint, args, site) => {
    const { column, precision } = take(args, 'column', 'precision')
    const { timePrecision, major } = blueprint.settings
    // Up to 11 a null that is said means: none.
    const said = precision === undefined ? timePrecision : precision
    return add(blueprint, type, column ?? standard, { precision: major >= 12 ? (said ?? timePrecision) : said }, site)
  }

/** Columns whose method makes them nullable. */
const nullable =
  (method: Method): Method =>
  (blueprint, args, site) => {
    const column = method(blueprint, args, site)
    if (column instanceof Fluent) column.set('nullable', true)
    return column
  }

const pair =
  (type: string): Method =>
  (blueprint, args, site) => {
    const { precision } = take(args, 'precision')
    const rest = precision === undefined ? [] : [precision]
    const each = (name: string): Value => nullable(timed(type))(blueprint, positional(name, ...rest), site)
    return PhpArray.of([each('created_at'), each('updated_at')])
  }

const foreignId =
  (attributes: Readonly<Record<string, Value>>): Method =>
  (blueprint, args, { at }) => {
    const { column, length } = take(args, 'column', 'length')
    const size: Record<string, Value> = attributes.type === 'char' ? { length: length ?? 26 } : {}
    return blueprint.addColumn(new ForeignIdFluent(blueprint, { ...attributes, ...size, name: needed(column, 'the name of a column') }, at))
  }

const keyTypes = {
  integer: { type: 'bigInteger', autoIncrement: false, unsigned: true },
  uuid: { type: 'uuid' },
  ulid: { type: 'char', length: 26 },
} as const

const foreignIdFor =
  (kind?: 'uuid' | 'ulid'): Method =>
  (blueprint, args, site) => {
    const given = take(args, 'model', 'column')
    const model = blueprint.model(needed(given.model, 'a model'))
    const { major } = blueprint.settings
    const type = kind ?? (model.keyKind === 'ulid' && major < 10 ? 'uuid' : model.keyKind)
    const facts: Record<string, Value> = major >= 11 ? { table: model.table, referencesModelColumn: model.key } : {}
    return foreignId({ ...keyTypes[type], ...facts })(
      blueprint,
      positional(isTruthy(given.column) ? given.column! : model.foreignKey),
      site,
    )
  }

const morphs =
  (kind: 'int' | 'uuid' | 'ulid' | undefined, isNullable: boolean): Method =>
  (blueprint, args, site) => {
    const { name, indexName } = take(args, 'name', 'indexName', 'after')
    const base = toText(needed(name, 'a name'))
    const made = (method: Method, column: string): void => {
      const fluent = method(blueprint, positional(column), site)
      if (isNullable && fluent instanceof Fluent) fluent.set('nullable', true)
    }
    made(text('string'), `${base}_type`)
    const key = kind ?? blueprint.settings.morphKey
    made(key === 'int' ? integer('bigInteger', true) : key === 'uuid' ? plain('uuid') : columnMethods.ulid!, `${base}_id`)
    blueprint.addIndex('index', PhpArray.of([`${base}_type`, `${base}_id`]), indexName, {}, site.at)
    return null
  }

const shapes = ['point', 'lineString', 'polygon', 'geometryCollection', 'multiPoint', 'multiLineString', 'multiPolygon', 'multiPolygonZ']

const decimal: Method = (blueprint, args, site) => {
  const { column, total, places } = take(args, 'column', 'total', 'places')
  return add(blueprint, 'decimal', column, { total: total ?? 8, places: places ?? 2 }, site)
}

const geo =
  (type: string): Method =>
  (blueprint, args, site) => {
    const { column, subtype, srid } = take(args, 'column', 'subtype', 'srid')
    return add(blueprint, type, column, { subtype: subtype ?? null, srid: srid ?? (type === 'geography' ? 4326 : 0) }, site)
  }

/** By their names in lower case, as PHP finds them. */
export const columnMethods: Readonly<Record<string, Method>> = {
  id: increments('bigInteger', 'id'),
  increments: increments('integer'),
  integerincrements: increments('integer'),
  tinyincrements: increments('tinyInteger'),
  smallincrements: increments('smallInteger'),
  mediumincrements: increments('mediumInteger'),
  bigincrements: increments('bigInteger'),
  char: text('char'),
  string: text('string'),
  tinytext: plain('tinyText'),
  text: plain('text'),
  mediumtext: plain('mediumText'),
  longtext: plain('longText'),
  integer: integer('integer'),
  tinyinteger: integer('tinyInteger'),
  smallinteger: integer('smallInteger'),
  mediuminteger: integer('mediumInteger'),
  biginteger: integer('bigInteger'),
  unsignedinteger: integer('integer', true),
  unsignedtinyinteger: integer('tinyInteger', true),
  unsignedsmallinteger: integer('smallInteger', true),
  unsignedmediuminteger: integer('mediumInteger', true),
  unsignedbiginteger: integer('bigInteger', true),
  foreignid: foreignId(keyTypes.integer),
  foreignuuid: foreignId(keyTypes.uuid),
  foreignulid: foreignId({ type: 'char' }),
  foreignidfor: foreignIdFor(),
  foreignuuidfor: foreignIdFor('uuid'),
  foreignulidfor: foreignIdFor('ulid'),
  float: (blueprint, args, site) => {
    const { column, precision } = take(args, 'column', 'precision')
    return add(blueprint, 'float', column, { precision: precision ?? 53 }, site)
  },
  unsignedfloat: (blueprint, args, site) => add(blueprint, 'float', take(args, 'column').column, {}, site),
  double: (blueprint, args, site) => add(blueprint, 'double', take(args, 'column').column, {}, site),
  unsigneddouble: (blueprint, args, site) => add(blueprint, 'double', take(args, 'column').column, {}, site),
  decimal,
  unsigneddecimal: decimal,
  boolean: plain('boolean'),
  enum: (blueprint, args, site) => {
    const { column, allowed } = take(args, 'column', 'allowed')
    if (!(allowed instanceof PhpArray)) throw new Opaque('has an enum whose values are not known')
    const values = allowed.values.map(value =>
      typeof value === 'object' && value !== null && 'value' in value ? (value.value as Value) : value,
    )
    return add(blueprint, 'enum', column, { allowed: PhpArray.of(values) }, site)
  },
  set: (blueprint, args, site) => {
    const { column, allowed } = take(args, 'column', 'allowed')
    return add(blueprint, 'set', column, { allowed }, site)
  },
  json: plain('json'),
  jsonb: plain('jsonb'),
  date: plain('date'),
  datetime: timed('dateTime'),
  datetimetz: timed('dateTimeTz'),
  time: timed('time'),
  timetz: timed('timeTz'),
  timestamp: timed('timestamp'),
  timestamptz: timed('timestampTz'),
  timestamps: pair('timestamp'),
  nullabletimestamps: pair('timestamp'),
  timestampstz: pair('timestampTz'),
  nullabletimestampstz: pair('timestampTz'),
  datetimes: pair('dateTime'),
  softdeletes: nullable(timed('timestamp', 'deleted_at')),
  softdeletestz: nullable(timed('timestampTz', 'deleted_at')),
  softdeletesdatetime: nullable(timed('dateTime', 'deleted_at')),
  year: plain('year'),
  binary: plain('binary'),
  uuid: plain('uuid', 'uuid'),
  ulid: (blueprint, args, site) => {
    const { column, length } = take(args, 'column', 'length')
    // 9 took the name of its neighbour.
    return add(blueprint, 'char', column ?? (blueprint.settings.major === 9 ? 'uuid' : 'ulid'), { length: length ?? 26 }, site)
  },
  ipaddress: plain('ipAddress', 'ip_address'),
  macaddress: plain('macAddress', 'mac_address'),
  geometry: geo('geometry'),
  geography: geo('geography'),
  ...Object.fromEntries(shapes.map(shape => [shape.toLowerCase(), plain(shape)])),
  vector: (blueprint, args, site) => {
    const { column, dimensions } = take(args, 'column', 'dimensions')
    return add(blueprint, 'vector', column, { dimensions }, site)
  },
  tsvector: plain('tsvector'),
  rawcolumn: (blueprint, args, site) => {
    const { column, definition } = take(args, 'column', 'definition')
    return add(blueprint, 'raw', column, { definition }, site)
  },
  addcolumn: (blueprint, args, site) => {
    const { type, name, parameters } = take(args, 'type', 'name', 'parameters')
    const rest = parameters instanceof PhpArray ? Object.fromEntries(parameters.entries) : {}
    return add(blueprint, toText(needed(type, 'a type')), name, rest, site)
  },
  remembertoken: nullable((blueprint, _, site) => add(blueprint, 'string', 'remember_token', { length: 100 }, site)),
  morphs: morphs(undefined, false),
  nullablemorphs: morphs(undefined, true),
  numericmorphs: morphs('int', false),
  nullablenumericmorphs: morphs('int', true),
  uuidmorphs: morphs('uuid', false),
  nullableuuidmorphs: morphs('uuid', true),
  ulidmorphs: morphs('ulid', false),
  nullableulidmorphs: morphs('ulid', true),
}
