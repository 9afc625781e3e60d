import { keyOf } from '../../../../model/name.ts'
import { Opaque, PhpArray, type Args, type CallSite, type PhpObject, type Value } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { isObject, take } from '../php/value.ts'
import { RawSql } from '../blueprint/fluent.ts'
import { wrap, wrapTable } from '../blueprint/wrap.ts'
import { tableName, type Context } from './context.ts'
import { literal } from './sql-text.ts'

const operators = new Set(['=', '<', '>', '<=', '>=', '<>', '!=', 'like', 'not like', 'ilike', 'not ilike', 'is', 'is not'])

/** `DB::table('users')`: what changes rows by values that are known is SQL; what asks for rows is not known. */
export class Query implements PhpObject {
  readonly className = 'Illuminate\\Database\\Query\\Builder'
  private readonly conditions: string[] = []

  constructor(
    private readonly table: string,
    private readonly context: Context,
  ) {}

  call(method: string, args: Args, site: CallSite): Value | undefined {
    const own = method.toLowerCase()
    if (Object.hasOwn(conditions, own)) {
      const condition = conditions[own]!(args)
      const isAlternative = own.startsWith('or')
      if (condition === undefined) throw this.unknown('filters rows in a way that is not followed')
      this.conditions.push(this.conditions.length === 0 ? condition : `${isAlternative ? 'or' : 'and'} ${condition}`)
      return this
    }
    const change = Object.hasOwn(changes, own) ? changes[own]!(args, wrapTable(this.table, this.context.settings)) : undefined
    if (change === undefined) throw this.unknown(`works on rows of ${this.table}`)
    const { effects } = this.context
    const where = this.conditions.length === 0 || !takesConditions.has(own) ? '' : ` where ${this.conditions.join(' ')}`
    for (const sql of change) effects.sql(sql + where, effects.spanOf(site.at, site.frame.file))
    return 1
  }

  private unknown(reason: string): Opaque {
    return new Opaque(reason, [keyOf(tableName(this.table, this.context))])
  }
}

const takesConditions = new Set(['update', 'delete', 'increment', 'decrement'])

const compared = (args: Args): string | undefined => {
  const [column, second, third] = args.positional
  if (column instanceof PhpArray) {
    const entries = [...column.entries]
    if (!entries.every(([key]) => typeof key === 'string')) return undefined
    return `(${entries.map(([key, value]) => `${wrap(key)} = ${literal(value)}`).join(' and ')})`
  }
  if ((typeof column !== 'string' && !(column instanceof RawSql)) || column === '' || second === undefined) return undefined
  const operator = third === undefined ? '=' : toText(second).toLowerCase()
  const value = third === undefined ? second : third
  if (!operators.has(operator) || value instanceof PhpArray || (isObject(value) && value.className === 'Closure')) return undefined
  if (value === null) return `${wrap(column)} is${operator === '=' ? '' : ' not'} null`
  const left = operator.endsWith('like') ? `${wrap(column)}::text` : wrap(column)
  return `${left} ${operator} ${literal(value)}`
}

const among =
  (word: string): ((args: Args) => string | undefined) =>
  args => {
    const { column, values } = take(args, 'column', 'values')
    if (!(values instanceof PhpArray) || typeof column !== 'string') return undefined
    if (values.entries.size === 0) return word === 'in' ? '0 = 1' : '1 = 1'
    return `${wrap(column)} ${word} (${values.values.map(literal).join(', ')})`
  }

const nullness =
  (word: string): ((args: Args) => string | undefined) =>
  args => {
    const { columns } = take(args, 'columns')
    return typeof columns === 'string' ? `${wrap(columns)} is ${word}` : undefined
  }

const raw = (args: Args): string | undefined => {
  const { sql, bindings } = take(args, 'sql', 'bindings')
  return typeof sql === 'string' && bindings === undefined ? sql : undefined
}

const conditions: Readonly<Record<string, (args: Args) => string | undefined>> = {
  where: compared,
  orwhere: compared,
  wherein: among('in'),
  orwherein: among('in'),
  wherenotin: among('not in'),
  wherenull: nullness('null'),
  orwherenull: nullness('null'),
  wherenotnull: nullness('not null'),
  orwherenotnull: nullness('not null'),
  whereraw: raw,
}

const assignments = (values: Value | undefined): string | undefined => {
  if (!(values instanceof PhpArray) || [...values.entries.keys()].some(key => typeof key !== 'string' || key.includes('->')))
    return undefined
  return [...values.entries].map(([key, value]) => `${wrap(key)} = ${literal(value)}`).join(', ')
}

const inserted =
  (tail: string): ((args: Args, table: string) => readonly string[] | undefined) =>
  (args, table) => {
    const { values } = take(args, 'values')
    if (!(values instanceof PhpArray) || values.entries.size === 0) return undefined
    const rows = values.values[0] instanceof PhpArray ? values.values : [values]
    if (!rows.every(row => row instanceof PhpArray)) return undefined
    const columns = [...rows[0]!.entries.keys()]
    // Laravel sorts the keys of several rows, so that each has them in one order.
    if (rows.some(row => row.entries.size !== columns.length || columns.some(column => !row.entries.has(column)))) return undefined
    const lines = rows.map(row => `(${columns.map(column => literal(row.get(column)!)).join(', ')})`)
    return [`insert into ${table} (${columns.map(wrap).join(', ')}) values ${lines.join(', ')}${tail}`]
  }

const counted =
  (sign: '+' | '-'): ((args: Args, table: string) => readonly string[] | undefined) =>
  (args, table) => {
    const { column, amount, extra } = take(args, 'column', 'amount', 'extra')
    if (typeof column !== 'string' || extra !== undefined || (amount !== undefined && typeof amount !== 'number')) return undefined
    return [`update ${table} set ${wrap(column)} = ${wrap(column)} ${sign} ${amount ?? 1}`]
  }

const changes: Readonly<Record<string, (args: Args, table: string) => readonly string[] | undefined>> = {
  update: (args, table) => {
    const set = assignments(take(args, 'values').values)
    return set === undefined ? undefined : [`update ${table} set ${set}`]
  },
  delete: (args, table) => (args.positional.length === 0 ? [`delete from ${table}`] : undefined),
  truncate: (_, table) => [`truncate ${table} restart identity cascade`],
  insert: inserted(''),
  insertorignore: inserted(' on conflict do nothing'),
  increment: counted('+'),
  decrement: counted('-'),
}
