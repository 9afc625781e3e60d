import type { ColumnType, TypeKind } from '../../model/column-type.ts'
import { keyword, pyString, python, type Python } from './python.ts'

/** What SQLAlchemy writes for PostgreSQL must be the catalog's own name of the type, else the type is not said in its words. */
interface Written {
  readonly python: string
  readonly native: string
}
type Writer = (type: ColumnType) => Written | undefined

const plain =
  (text: string, native: string): Writer =>
  () => ({ python: `${text}()`, native })

const timed =
  (name: 'time' | 'timestamp', zone: boolean): Writer =>
  ({ precision }) => {
    const native = `${name}${precision === undefined ? '' : `(${precision})`} ${zone ? 'with' : 'without'} time zone`
    const general = `sa.${name === 'time' ? 'Time' : 'DateTime'}(${zone ? 'timezone=True' : ''})`
    const exact = `postgresql.${name.toUpperCase()}(${zone ? 'timezone=True, ' : ''}precision=${precision})`
    return { python: precision === undefined ? general : exact, native }
  }

const sized =
  (text: string, native: string, isRequired = false, options = ''): Writer =>
  ({ length }) => {
    if (length === undefined) return isRequired ? undefined : { python: `${text}(${options})`, native }
    return { python: `${text}(${length}${options === '' ? '' : `, ${options}`})`, native: `${native}(${length})` }
  }

const writers: { readonly [K in TypeKind]?: Writer } = {
  smallint: plain('sa.SmallInteger', 'smallint'),
  integer: plain('sa.Integer', 'integer'),
  bigint: plain('sa.BigInteger', 'bigint'),
  numeric: ({ precision, scale }) =>
    precision === undefined
      ? { python: 'sa.Numeric()', native: 'numeric' }
      : { python: `sa.Numeric(${precision}, ${scale ?? 0})`, native: `numeric(${precision},${scale ?? 0})` },
  real: plain('sa.REAL', 'real'),
  double: plain('postgresql.DOUBLE_PRECISION', 'double precision'),
  money: plain('postgresql.MONEY', 'money'),
  boolean: plain('sa.Boolean', 'boolean'),
  text: plain('sa.Text', 'text'),
  varchar: sized('sa.String', 'character varying'),
  char: sized('sa.CHAR', 'character', true),
  uuid: plain('postgresql.UUID', 'uuid'),
  json: plain('postgresql.JSON', 'json'),
  jsonb: plain('postgresql.JSONB', 'jsonb'),
  bytea: plain('sa.LargeBinary', 'bytea'),
  date: plain('sa.Date', 'date'),
  time: timed('time', false),
  timetz: timed('time', true),
  timestamp: timed('timestamp', false),
  timestamptz: timed('timestamp', true),
  interval: ({ precision }) =>
    precision === undefined
      ? { python: 'postgresql.INTERVAL()', native: 'interval' }
      : { python: `postgresql.INTERVAL(precision=${precision})`, native: `interval(${precision})` },
  bit: sized('postgresql.BIT', 'bit', true),
  varbit: sized('postgresql.BIT', 'bit varying', true, 'varying=True'),
  inet: plain('postgresql.INET', 'inet'),
  cidr: plain('postgresql.CIDR', 'cidr'),
  macaddr: plain('postgresql.MACADDR', 'macaddr'),
  tsvector: plain('postgresql.TSVECTOR', 'tsvector'),
}

/** SQLAlchemy's word for a type, if it has one that gives exactly this type; `collation` only where it can stand there. */
export const typeSource = (type: ColumnType, collation?: string): Python | undefined => {
  const written = writers[type.kind]?.(type)
  if (written === undefined) return undefined
  const dimensions = type.dimensions ?? 0
  if (type.native !== written.native + '[]'.repeat(dimensions)) return undefined
  if (collation !== undefined) return dimensions === 0 ? collated(type, collation) : undefined
  return python(
    dimensions === 0 ? written.python : `postgresql.ARRAY(${written.python}${dimensions === 1 ? '' : `, dimensions=${dimensions}`})`,
  )
}

/** A collation with a schema cannot be said: its name is quoted as one. */
const collated = ({ kind, length }: ColumnType, collation: string): Python | undefined => {
  if (collation.includes('.') || (kind !== 'text' && kind !== 'varchar')) return undefined
  return python(
    `sa.${kind === 'text' ? 'Text' : 'String'}(${length === undefined ? '' : `${length}, `}${keyword('collation', pyString(collation))})`,
  )
}
