import type { ColumnType, TypeKind } from '../model/column-type.ts'

/** What a change of type without an expression of its own does to values. */
export interface Conversion {
  /** Values can come out different without an error. */
  readonly rounds: boolean
  /** Some value of the old type is refused. */
  readonly canFail: boolean
  /** There is no assignment cast: the statement needs USING with an explicit one. */
  readonly needsCast: boolean
}

const integers: readonly TypeKind[] = ['smallint', 'integer', 'bigint']
const numbers: readonly TypeKind[] = [...integers, 'numeric', 'real', 'double']
const texts: readonly TypeKind[] = ['text', 'varchar', 'char', 'citext']
const moments: readonly TypeKind[] = ['date', 'timestamp', 'timestamptz']
const times: readonly TypeKind[] = ['time', 'timetz', 'interval']
const bits: readonly TypeKind[] = ['bit', 'varbit']
const documents: readonly TypeKind[] = ['json', 'jsonb']
const networks: readonly TypeKind[] = ['inet', 'cidr']
const families: readonly (readonly TypeKind[])[] = [numbers, texts, moments, times, bits, documents, networks]

const isFamily = (a: ColumnType, b: ColumnType): boolean => families.some(family => family.includes(a.kind) && family.includes(b.kind))

const less = (a: number | undefined, b: number | undefined, unlimited = Infinity): boolean => (b ?? unlimited) < (a ?? unlimited)

const roundsWithin = (from: ColumnType, to: ColumnType): boolean => {
  const [rank, newRank] = [numbers.indexOf(from.kind), numbers.indexOf(to.kind)]
  if (rank >= 0 && newRank >= 0) {
    if (integers.includes(from.kind))
      return (to.kind === 'real' && from.kind !== 'smallint') || (to.kind === 'double' && from.kind === 'bigint')
    if (from.kind === 'numeric' && to.kind === 'numeric')
      return to.precision !== undefined && less(from.precision === undefined ? undefined : (from.scale ?? 0), to.scale ?? 0)
    return from.kind === 'double' ? to.kind !== 'double' : from.kind === 'real' ? to.kind !== 'double' : true
  }
  if (moments.includes(from.kind) && to.kind === 'date') return from.kind !== 'date'
  if (times.includes(from.kind) && from.kind !== to.kind) return from.kind !== 'time' || to.kind !== 'interval'
  if (from.kind === 'json' && to.kind === 'jsonb') return true
  if (from.kind === 'char' && to.kind !== 'char') return true
  return [...moments, ...times].includes(to.kind) && less(from.precision, to.precision, 6)
}

const digitsBeforePoint = ({ precision, scale }: ColumnType): number | undefined =>
  precision === undefined ? undefined : precision - (scale ?? 0)

const canFailWithin = (from: ColumnType, to: ColumnType): boolean => {
  if (integers.includes(from.kind) && integers.includes(to.kind)) return integers.indexOf(to.kind) < integers.indexOf(from.kind)
  if (numbers.includes(from.kind) && numbers.includes(to.kind))
    return from.kind !== to.kind || (to.kind === 'numeric' && less(digitsBeforePoint(from), digitsBeforePoint(to)))
  if (texts.includes(from.kind) || bits.includes(from.kind)) return less(from.length, to.length)
  return networks.includes(from.kind) && to.kind === 'cidr' && from.kind === 'inet'
}

/** What `ALTER COLUMN … TYPE` without USING does; casts by PostgreSQL's `pg_cast`, where `to text` is an assignment from everything. */
export const conversion = (from: ColumnType, to: ColumnType): Conversion => {
  const isSameShape = (from.dimensions ?? 0) === (to.dimensions ?? 0)
  if (
    isSameShape &&
    ((from.kind === to.kind && from.kind !== 'other' && from.kind !== 'enum' && from.kind !== 'domain') || isFamily(from, to))
  )
    return { rounds: roundsWithin(from, to), canFail: canFailWithin(from, to), needsCast: false }
  if (from.native === to.native) return { rounds: false, canFail: false, needsCast: false }
  const isText = texts.includes(to.kind) && (to.dimensions ?? 0) === 0
  return { rounds: false, canFail: !(isText && to.length === undefined), needsCast: !isText }
}
