/** What decides how a default of the type is written. */
export type Family = 'number' | 'small-number' | 'text' | 'boolean' | 'moment' | 'binary' | 'xml' | 'unknown'

export interface PrintedType {
  readonly sql: string
  readonly family: Family
  /** A serial of some kind: in a new table it becomes an identity column. */
  readonly isSerial: boolean
}

interface Described {
  readonly name: string
  readonly parameters: readonly string[]
  /** What stands behind the name: `WITH TIME ZONE`, `COLLATE "C"`. */
  readonly more: string | undefined
  readonly said: string
}
type Printer = (type: Described) => string
interface Known {
  readonly family: Family
  readonly print: Printer
  readonly names: readonly string[]
}

const withParameters = (name: string, parameters: readonly string[]): string =>
  parameters.length === 0 ? name : `${name}(${parameters.join(', ')})`
const withMore = (sql: string, more: string | undefined): string => (more === undefined ? sql : `${sql} ${more}`)
const fixed =
  (sql: string): Printer =>
  () =>
    sql
const plain =
  (name: string): Printer =>
  ({ parameters, more }) =>
    withMore(withParameters(name, parameters), more)

/** PostgreSQL knows `(n)`, not `(n CHAR)`; the longest length is none. */
const characters =
  (name: string): Printer =>
  ({ parameters, more }) => {
    const [length, ...others] = parameters
    if (length === undefined || others.length > 0) return withMore(withParameters(name, parameters), more)
    const digits = length.replace(/ BYTE/, '').replace(/(\d)\s*CHAR$/i, '$1')
    return digits === '2147483647' ? 'CHARACTER VARYING' : withMore(`${name}(${digits})`, more)
  }

const moment = ({ parameters, said }: Described): string => {
  const precision = parameters.length === 2 ? parameters[1] : parameters[0]
  const zone = /tz|with time zone/i.test(said) ? 'WITH' : 'WITHOUT'
  return `TIMESTAMP${precision === undefined ? '' : `(${precision})`} ${zone} TIME ZONE`
}

const timestamp: Printer = type => {
  const { parameters, more, said } = type
  const name = withParameters('TIMESTAMP', parameters.slice(0, 1))
  if (said.startsWith('java.sql.Types.TIMESTAMP_WITH_TIMEZONE')) return `${name} WITH TIME ZONE`
  if (more === undefined) return moment(type)
  return `${name} ${/timezone/i.test(more) ? more.toUpperCase().replaceAll('TIMEZONE', 'TIME ZONE') : more}`
}

const time: Printer = ({ parameters, said }) => {
  const precision = parameters.length > 1 ? parameters[1] : parameters[0]
  return `time${precision === undefined ? '' : `(${precision})`} ${/tz|with time zone/i.test(said) ? 'WITH' : 'WITHOUT'} TIME ZONE`
}

const java = (...names: readonly string[]): readonly string[] => names.map(name => `java.sql.types.${name}`)

/** Liquibase's types on PostgreSQL (liquibase.datatype.core, 4.33). */
const known: readonly Known[] = [
  {
    family: 'number',
    print: fixed('INTEGER'),
    names: ['int', 'integer', 'serial', 'int4', 'serial4', 'java.lang.integer', ...java('integer')],
  },
  {
    family: 'number',
    print: ({ more }) => withMore('BIGINT', more),
    names: ['bigint', 'bigserial', 'serial8', 'int8', 'integer8', 'java.math.biginteger', 'java.lang.long', ...java('bigint')],
  },
  { family: 'small-number', print: fixed('SMALLINT'), names: ['smallint', 'int2', 'smallserial', ...java('smallint')] },
  { family: 'number', print: fixed('SMALLINT'), names: ['tinyint', ...java('tinyint')] },
  { family: 'small-number', print: plain('MEDIUMINT'), names: ['mediumint'] },
  {
    family: 'number',
    print: ({ parameters }) => withParameters('numeric', Number(parameters[0] ?? 0) > 1000 ? [] : parameters),
    names: ['number', 'numeric', ...java('numeric')],
  },
  { family: 'number', print: plain('DECIMAL'), names: ['decimal', 'java.math.bigdecimal', ...java('decimal')] },
  {
    family: 'number',
    print: type => (type.said.toLowerCase() === 'real' ? 'REAL' : plain('FLOAT')(type)),
    names: ['float', 'real', 'java.lang.float', ...java('float', 'real')],
  },
  { family: 'number', print: fixed('DOUBLE PRECISION'), names: ['double', 'java.lang.double', ...java('double')] },
  { family: 'number', print: fixed('DECIMAL'), names: ['currency', 'money', 'smallmoney'] },
  { family: 'number', print: fixed('UUID'), names: ['uuid', 'uniqueidentifier', 'java.util.uuid'] },
  {
    family: 'boolean',
    print: ({ said, parameters }) => (/^bit/i.test(said) ? withParameters('BIT', parameters) : 'BOOLEAN'),
    names: ['boolean', 'bool', 'bit', 'java.lang.boolean', ...java('boolean')],
  },
  { family: 'text', print: characters('CHAR'), names: ['char', 'bpchar', 'character', ...java('char')] },
  { family: 'text', print: characters('NCHAR'), names: ['nchar', 'nchar2', ...java('nchar')] },
  {
    family: 'text',
    print: characters('VARCHAR'),
    names: ['varchar', 'varchar2', 'character varying', 'java.lang.string', ...java('varchar')],
  },
  {
    family: 'text',
    print: ({ parameters }) => withParameters('VARCHAR', parameters),
    names: ['nvarchar', 'nvarchar2', 'national', ...java('nvarchar')],
  },
  {
    family: 'text',
    print: fixed('TEXT'),
    names: [
      ...'clob longvarchar text longtext nclob longnvarchar ntext tinytext mediumtext'.split(' '),
      'long varchar',
      'long nvarchar',
      ...java('longvarchar', 'clob', 'longnvarchar', 'nclob'),
    ],
  },
  {
    family: 'binary',
    print: ({ said }) => (/^(?:blob|java\.sql\.types\.blob)\b/i.test(said) ? 'OID' : 'BYTEA'),
    names: [
      ...'blob longblob longvarbinary varbinary binary image tinyblob mediumblob'.split(' '),
      'long binary',
      'long varbinary',
      ...java('blob', 'longblob', 'longvarbinary', 'varbinary', 'binary'),
    ],
  },
  { family: 'moment', print: fixed('date'), names: ['date', 'java.sql.date', ...java('date')] },
  { family: 'moment', print: time, names: ['time', 'timetz', 'java.sql.time', ...java('time')] },
  {
    family: 'moment',
    print: timestamp,
    names: ['timestamp', 'timestamptz', 'java.sql.timestamp', ...java('timestamp', 'timestamp_with_timezone')],
  },
  { family: 'moment', print: moment, names: ['datetime', 'java.util.date', 'smalldatetime', 'datetime2', ...java('datetime')] },
  { family: 'xml', print: fixed('XML'), names: ['xml', 'xmltype', ...java('sqlxml')] },
]

const byName: ReadonlyMap<string, Known> = new Map(known.flatMap(each => each.names.map(name => [name, each] as const)))

/** Types of two words, which Liquibase does not take apart. */
const twoWords = /^(?:bit varying|character varying|long varchar|long nvarchar|long binary|long varbinary)/i

/** Types that take no parameters (PostgresDatabase.unmodifiableDataTypes); others of the database take two. */
const unmodifiable: ReadonlySet<string> = new Set(
  'bool int4 int8 float4 float8 bigserial serial oid bytea date timestamptz text int2[] int4[] int8[] float4[] float8[] bool[] varchar[] text[] numeric[]'.split(
    ' ',
  ),
)

const unknown: Known = {
  family: 'unknown',
  print: ({ name, parameters, more }) => {
    const most = /^(?:enum|set)$/i.test(name) ? Infinity : unmodifiable.has(name) ? 0 : 2
    return withMore(withParameters(name.toUpperCase(), parameters.slice(0, most)), more)
  },
  names: [],
}

const describe = (said: string): Described => {
  const inside = /\((.*)/s.exec(said)?.[1]?.replace(/\).*$/s, '')
  const parameters =
    inside === undefined || !/.+\s*\(.*\)/s.test(said)
      ? []
      : inside
          .split(',')
          .map(each => each.trim())
          .filter(each => each !== '')
  const bare = said
    .replace(/\s*\(.*\)/s, '')
    .replace(/\s*\{.*$/s, '')
    .replace(/^(["'`])([^"'`]*)\1(?!.*\1)/, '$2')
    .replace(/^\[([^\]]*)\]/, '$1')
    .trim()
  if (twoWords.test(bare)) return { name: bare, parameters, more: undefined, said }
  const [name = '', ...rest] = bare.split(/\s+/)
  return { name, parameters, more: rest.length === 0 ? undefined : bare.slice(name.length).trim(), said }
}

/** A type of a changelog as Liquibase writes it for PostgreSQL. */
export const printType = (said: string): PrintedType => {
  const type = describe(said.trim().replace(/\s+identity$/i, ''))
  const isNational = /national character varying/i.test(said)
  const found = byName.get(type.name.toLowerCase())
  const printer = found ?? unknown
  const described = found === undefined && /^interval/i.test(type.name) ? { ...type, name: said.trim() } : type
  return {
    sql: printer.print(isNational ? { ...described, more: undefined } : described),
    family: printer.family,
    isSerial: /^(?:small|big)?serial/i.test(said.trim()) || /\s+identity$/i.test(said),
  }
}
