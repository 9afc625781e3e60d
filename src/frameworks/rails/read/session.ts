import type { Node } from '@ruby/prism/src/nodes.js'
import type { Direction } from '../../../history/migration.ts'
import type { PlaceOf, Recorder } from '../../../history/recorder.ts'
import { unknownColumn, unknownTable } from '../../../model/unknown.ts'
import type { Span } from '../../../model/diagnostic.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import { columnIn, type Column, type Schema, type Table } from '../../../model/schema.ts'
import type { Answer } from '../../../steps/engine.ts'
import type { Step } from '../../../steps/step.ts'
import type { Meanings } from './class-version.ts'
import { nameFrom } from './naming.ts'
import type { RubySource } from './source.ts'
import { textOf, type Block, type Hash, type Value } from './value.ts'

/** A method of Active Record's on the schema, with all it was given. */
export interface Command {
  readonly name: string
  readonly args: readonly Value[]
  readonly options: Hash
  readonly block?: Block
  readonly node: Node
  /** Of SQL: where it stands in the file. */
  readonly place?: PlaceOf
  /** Of `change_table` in bulk: what is in it. */
  readonly commands?: readonly Command[]
}

/** Statements that are kept, from the first to the last. */
interface Kept {
  readonly first: Node
  readonly last: Node
  readonly list: Node
  readonly index: number
  readonly reasons: readonly string[]
  readonly touches: readonly string[]
}

export interface SessionRequest {
  readonly to: Recorder
  readonly source: RubySource
  readonly meanings: Meanings
  readonly tablePrefix: string
  /** The version of Active Record that runs the migration. */
  readonly runtime: number
  /** The class disables the transaction around it. */
  readonly isOutsideTransaction: boolean
}

/** The database as a migration meets it: takes what is done, answers what is there. */
export class Session {
  private kept: Kept | undefined
  private readonly elsewhere = new Map<Node, { readonly source: RubySource; readonly call?: Node }>()
  readonly to: Recorder
  private readonly source: RubySource
  readonly meanings: Meanings
  readonly runtime: number
  readonly isOutsideTransaction: boolean
  private readonly tablePrefix: string

  constructor(request: SessionRequest) {
    this.to = request.to
    this.source = request.source
    this.meanings = request.meanings
    this.tablePrefix = request.tablePrefix
    this.runtime = request.runtime
    this.isOutsideTransaction = request.isOutsideTransaction
  }

  /** A node of another file than the migration's own, reached by a call in this one where there is one. */
  standsIn(node: Node, source: RubySource, call: Node | undefined): void {
    this.elsewhere.set(node, { source, ...(call === undefined ? {} : { call: this.elsewhere.get(call)?.call ?? call }) })
  }

  /** Where it is said in the migration. */
  at(node: Node): Span {
    const { source, call } = this.elsewhere.get(node) ?? { source: this.source }
    return call === undefined ? source.at(node) : this.source.at(call)
  }

  /** Steps that Rails sends as one statement. */
  add(node: Node, ...steps: readonly Step[]): void {
    this.flush()
    if (steps.length > 0) this.to.add(this.at(node), ...steps)
  }

  sql(node: Node, text: string, place?: PlaceOf): void {
    this.flush()
    const send = (): void => this.to.sql(text, this.at(node), this.elsewhere.has(node) ? undefined : place)
    // Several statements in one text are one transaction, where nothing else makes one.
    const isSeveral = this.isOutsideTransaction && text.includes(';') && this.to.engine.readSql(text).length > 1
    if (isSeveral) this.to.inTransaction(send)
    else send()
  }

  /** Another migration in the middle of this one: all it does is said where that is. */
  follow(node: Node, direction: Direction): void {
    this.flush()
    const { to } = this
    const at = this.at(node)
    direction({
      ...to,
      add: (_, ...steps) => to.add(at, ...steps),
      sql: text => to.sql(text, at),
      code: (code, from) => to.code({ ...code, reason: `${code.reason} (in ${from.file}:${from.line})` }, at),
      note: diagnostic => to.note({ ...diagnostic, span: at }),
    })
  }

  inTransaction(work: () => void): void {
    this.flush()
    this.to.inTransaction(() => {
      work()
      this.flush()
    })
  }

  note(node: Node, code: string, message: string, severity: 'note' | 'warning' = 'note'): void {
    this.to.note({ code, severity, message, span: this.at(node) })
  }

  /** Keeps a statement as code; with those before it in the same list where nothing was done in between. */
  keep(statement: Node, list: Node, index: number, reason: string, touches: readonly string[]): void {
    const { kept } = this
    if (kept !== undefined && kept.list === list && kept.index === index - 1) {
      const isAnything = kept.touches.length === 0 || touches.length === 0
      this.kept = {
        ...kept,
        last: statement,
        index,
        reasons: [...new Set([...kept.reasons, reason])],
        touches: isAnything ? [] : [...new Set([...kept.touches, ...touches])],
      }
      return
    }
    this.flush()
    this.kept = { first: statement, last: statement, list, index, reasons: [reason], touches }
  }

  /** Hands over what was kept so far. */
  flush(): void {
    const { kept } = this
    if (kept === undefined) return
    this.kept = undefined
    const other = this.elsewhere.get(kept.first)
    const { text, at } = (other?.source ?? this.source).stretch(kept.first, kept.last)
    const reason = kept.reasons.join('; ') + (other === undefined ? '' : ` (in ${at.file}:${at.line})`)
    this.to.code({ language: 'ruby', source: text, reason, touches: kept.touches }, other === undefined ? at : this.at(kept.first))
  }

  ask(query: string): readonly Answer[] | undefined {
    this.flush()
    return this.to.ask(query)
  }

  schema(): Schema {
    return this.to.schema()
  }

  /** A table's name as it is in the database: with the prefix that Rails puts before it. */
  prefixed(value: Value | undefined): string {
    const text = textOf(value ?? null)
    return text.startsWith(this.tablePrefix) ? text : this.tablePrefix + text
  }

  name(value: Value | undefined): Name {
    return nameFrom(this.prefixed(value))
  }

  has(name: Name): boolean {
    return this.schema().tables.has(keyOf(name))
  }

  table(name: Name): Table {
    const { tables } = this.schema()
    return (tables.has(keyOf(name)) ? tables.get(keyOf(name)) : undefined) ?? unknownTable(name)
  }

  column(table: Name, column: string): Column {
    return columnIn(this.table(table), column) ?? unknownColumn(column)
  }
}
