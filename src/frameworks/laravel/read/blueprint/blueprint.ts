import type { Table } from '../../../../model/schema.ts'
import { Opaque, type CallSite, PhpArray, type Args, type Value } from '../php/frame.ts'
import type { Location } from '../php/nodes.ts'
import { toText } from '../php/operators.ts'
import { isTruthy } from '../php/value.ts'
import { columnMethods } from './column-methods.ts'
import { Fluent, type Command } from './fluent.ts'
import { indexMethods } from './index-methods.ts'
import type { ModelFacts } from './model-facts.ts'
import { packageMethods } from './package-methods.ts'
import type { Settings } from './settings.ts'
import type { Drawing, Sent } from './drawn.ts'
import { statementsOf } from './statements.ts'
import { listOf, prefixed } from './wrap.ts'

export interface BlueprintRequest {
  readonly table: Value
  readonly settings: Settings
  readonly at: Location
  readonly there: () => Table | undefined
  readonly model: (named: Value) => ModelFacts
}

/** Laravel's schema builder of one table: collects columns and commands, and makes the statements of them. */
export class Blueprint implements Drawing {
  readonly className = 'Illuminate\\Database\\Schema\\Blueprint'
  readonly settings: Settings
  private readonly columns: Fluent[] = []
  private commands: Command[] = []
  private isTemporary = false

  constructor(private readonly request: BlueprintRequest) {
    this.settings = request.settings
  }

  call(method: string, args: Args, site: CallSite): Value | undefined {
    const own = method.toLowerCase()
    if (Object.hasOwn(columnMethods, own)) return columnMethods[own]!(this, args, site)
    if (Object.hasOwn(indexMethods, own)) return indexMethods[own]!(this, args, site)
    return Object.hasOwn(packageMethods, own) ? packageMethods[own]!(this, args, site) : undefined
  }

  set(property: string, value: Value): void {
    // `engine`, `charset` and `collation` mean something to MySQL only.
    if (property === 'temporary') this.isTemporary = isTruthy(value)
  }

  get(property: string): Value | undefined {
    return property === 'table' ? this.request.table : undefined
  }

  get table(): Value {
    return this.request.table
  }

  makeTemporary(): void {
    this.isTemporary = true
  }

  model(named: Value): ModelFacts {
    return this.request.model(named)
  }

  private get isCreating(): boolean {
    return this.commands.some(({ name }) => name === 'create')
  }

  addColumn(column: Fluent): Fluent {
    this.columns.push(column)
    // Up to 10 all columns of a table go into one statement, before everything else.
    if (this.settings.major >= 11 && !this.isCreating) this.commands.push({ name: 'column', fluent: column, column })
    return column
  }

  removeColumn(name: Value): void {
    const isIt = (column: Fluent | undefined): boolean => column?.get('name') === name
    this.columns.splice(0, this.columns.length, ...this.columns.filter(column => !isIt(column)))
    this.commands = this.commands.filter(({ column }) => !isIt(column))
  }

  addCommand<F extends Fluent>(name: string, fluent: F): F {
    this.commands.push({ name, fluent })
    return fluent
  }

  indexName(type: string, columns: readonly Value[]): string {
    const { prefix, major } = this.settings
    const table = prefixed(toText(this.table), prefix, major)
    return `${table}_${columns.map(toText).join('_')}_${type}`.toLowerCase().replace(/[-.]/g, '_')
  }

  /** `index`, `unique`, …; with the conventional name where none is given. */
  addIndex(type: string, columns: Value, name: Value | undefined, rest: Readonly<Record<string, Value | undefined>>, at: Location): Fluent {
    const list = listOf(columns)
    const index = isTruthy(name) ? name! : this.indexName(type, list)
    return this.addCommand(type, new Fluent({ index, columns: PhpArray.of(list), ...rest }, at))
  }

  dropIndex(command: string, type: string, index: Value | undefined, at: Location): Fluent {
    if (index instanceof PhpArray) return this.addCommand(command, new Fluent({ index: this.indexName(type, index.values) }, at))
    if (index === undefined || (index === null && command !== 'dropPrimary')) throw new Opaque('drops an index without saying which')
    return this.addCommand(command, new Fluent({ index }, at))
  }

  statements(): readonly Sent[] {
    const { major, doctrine } = this.settings
    const isCreating = this.isCreating
    if (major < 11 && !isCreating) {
      const { at } = this.request
      const spanOf = (columns: readonly Fluent[]): Fluent =>
        new Fluent({}, { start: columns[0]?.at.start ?? at.start, end: columns.at(-1)?.at.end ?? at.end })
      const isChanged = (column: Fluent): boolean => isTruthy(column.get('change'))
      const [added, changed] = [this.columns.filter(column => !isChanged(column)), this.columns.filter(isChanged)]
      if (added.length > 0) this.commands.unshift({ name: 'add', fluent: spanOf(added) })
      if (changed.length > 0) this.commands.unshift({ name: 'change', fluent: spanOf(changed) })
    }
    for (const column of this.columns) this.addFluentIndex(column)
    for (const column of this.columns) {
      if (major < 11 && doctrine && isTruthy(column.get('change'))) continue
      if (major >= 10 || column.has('startingValue') || column.has('from'))
        this.commands.push({ name: 'AutoIncrementStartingValues', fluent: column, column })
      this.commands.push({ name: 'Comment', fluent: column, column })
    }
    const commands = this.commands.map(command =>
      command.name === 'column' ? { ...command, name: isTruthy(command.column!.get('change')) ? 'change' : 'add' } : command,
    )
    const { table, there } = this.request
    return statementsOf({ table, columns: this.columns, commands, isTemporary: this.isTemporary, settings: this.settings, there })
  }

  /** `$table->string('email')->unique()`: the first of these that a column asks for. */
  private addFluentIndex(column: Fluent): void {
    for (const type of ['primary', 'unique', 'index', 'fulltext', 'fullText', 'spatialIndex', 'vectorIndex']) {
      const asked = column.get(type)
      const method = type === 'index' && column.get('type') === 'vector' ? 'vectorIndex' : type === 'fullText' ? 'fulltext' : type
      const extra = method === 'vectorIndex' ? { algorithm: 'hnsw', operatorClass: 'vector_cosine_ops' } : {}
      if (asked === true) this.addIndex(method, column.get('name'), undefined, extra, column.at)
      else if (asked === false && isTruthy(column.get('change')) && this.settings.major >= 9) {
        const drop = `drop${type[0]!.toUpperCase()}${type.slice(1)}`
        this.dropIndex(drop === 'dropFulltext' ? 'dropFullText' : drop, method, PhpArray.of([column.get('name')]), column.at)
      } else if (asked !== null && asked !== false) this.addIndex(method, column.get('name'), asked, extra, column.at)
      else continue
      column.set(type, null)
      return
    }
  }
}
