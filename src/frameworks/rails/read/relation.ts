import { keyOf, type Name } from '../../../model/name.ts'
import { columnIn } from '../../../model/schema.ts'
import { bindValues, valueOf } from './bound-values.ts'
import type { Model } from './models.ts'
import type { Session } from './session.ts'
import { Hash, isText, listOf, notKnown, Range, Receiver, textOf, Unknown, type Call, type Value } from './value.ts'

/** The keyword arguments of a call, or the hash it is given instead. */
const pairsOf = ({ args, options }: Call): Hash | undefined =>
  options.pairs.length > 0 ? (args.length === 0 ? options : undefined) : args.length === 1 && args[0] instanceof Hash ? args[0] : undefined

/** Rows of a model's table as a chain of calls narrows them down, sent when something is done to all of them. */
export class Relation extends Receiver {
  constructor(
    private readonly model: Model,
    private readonly session: Session,
    private readonly conditions: readonly string[] = [],
  ) {
    super()
  }

  call(call: Call): Value {
    switch (call.name) {
      case 'all':
      case 'unscoped':
        return call.args.length > 0 || call.block !== undefined
          ? notKnown(`calls ${call.name} with something`)
          : new Relation(this.model, this.session, call.name === 'all' ? this.conditions : [])
      case 'where':
        return call.args.length === 0 && call.options.pairs.length === 0
          ? new WhereChain(not => this.narrowed(`NOT (${this.conditionOf(not, true)})`))
          : this.narrowed(this.conditionOf(call, false))
      case 'update_all':
        return this.send(call, `UPDATE ${this.name} SET ${this.assignments(call)}`)
      case 'delete_all':
        return call.args.length > 0 ? notKnown('calls delete_all with something') : this.send(call, `DELETE FROM ${this.name}`)
      default:
        return notKnown(`calls ${call.name} on the rows of a model`)
    }
  }

  get table(): Name {
    return this.model.table
  }
  /** For a person: `rows of users where age IS NULL`. */
  get text(): string {
    return ['rows of', keyOf(this.table), ...(this.conditions.length === 0 ? [] : ['where', this.conditions.join(' AND ')])].join(' ')
  }
  private get name(): string {
    return this.session.to.engine.quoteName(this.table)
  }

  private narrowed(condition: string): Relation {
    return new Relation(this.model, this.session, [...this.conditions, condition])
  }

  private send({ node, asStatement }: Call, sql: string): Value {
    // How many rows there were is an answer of the database.
    if (!asStatement) return notKnown('uses the answer of a query')
    this.session.sql(node, this.conditions.length === 0 ? sql : `${sql} WHERE ${this.conditions.join(' AND ')}`)
    return new Unknown('uses the answer of a query')
  }

  /** A column's name and its values in SQL. */
  private column(key: Value): { readonly sql: string; readonly isWhole: boolean; readonly value: (value: Value) => string } {
    const name = isText(key) ? textOf(key) : notKnown('names a column by something else than a name')
    const column = columnIn(this.session.table(this.table), name)
    if (column === undefined) return notKnown(`names ${name}, which is no column`)
    if (this.model.translated.has(name)) return notKnown(`writes ${name}, whose values the model translates`)
    const { engine } = this.session.to
    const isWhole = /^(smallint|integer|bigint)$/.test(column.type.kind)
    return { sql: engine.quoteIdentifier(name), isWhole, value: value => valueOf(value, column.type, engine.quoteLiteral) }
  }

  private conditionOf(call: Call, isNegated: boolean): string {
    const hash = pairsOf(call)
    if (hash === undefined) return `(${bindValues(call, this.session.to.engine.quoteLiteral)})`
    // Before 6.1 several conditions were negated one by one.
    if (isNegated && hash.pairs.length > 1 && this.session.runtime < 6.1) return notKnown('negates several conditions at once')
    return hash.pairs.map(([key, value]) => this.comparison(key, value)).join(' AND ')
  }

  private comparison(key: Value, value: Value): string {
    const { sql, isWhole, value: print } = this.column(key)
    if (value === null) return `${sql} IS NULL`
    // A range without its end has the number before it here, and more between the two elsewhere.
    if (value instanceof Range && isWhole) return `${sql} BETWEEN ${print(value.from)} AND ${print(value.to)}`
    if (!Array.isArray(value)) return `${sql} = ${print(value)}`
    const values = listOf(value)
    const given = values.filter(each => each !== null)
    const among = given.length === 0 ? undefined : `${sql} IN (${given.map(print).join(', ')})`
    if (values.length === given.length) return among ?? '1 = 0'
    return among === undefined ? `${sql} IS NULL` : `(${among} OR ${sql} IS NULL)`
  }

  private assignments(call: Call): string {
    const hash = pairsOf(call)
    if (hash === undefined) return bindValues(call, this.session.to.engine.quoteLiteral)
    if (columnIn(this.session.table(this.table), 'lock_version') !== undefined) return notKnown('counts the version of each row')
    return hash.pairs
      .map(([key, value]) => {
        const { sql, value: print } = this.column(key)
        return `${sql} = ${value === null ? 'NULL' : print(value)}`
      })
      .join(', ')
  }
}

/** `where` without arguments, which waits for `not`. */
class WhereChain extends Receiver {
  constructor(private readonly negate: (call: Call) => Relation) {
    super()
  }
  call(call: Call): Value {
    return call.name === 'not' ? this.negate(call) : notKnown(`calls where.${call.name}`)
  }
}
