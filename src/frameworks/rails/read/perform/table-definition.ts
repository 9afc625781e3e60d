import type { Name } from '../../../../model/name.ts'
import type { Constraint } from '../../../../model/schema.ts'
import { isTypeWord } from '../column-types.ts'
import type { Session } from '../session.ts'
import { Hash, known, listOf, notKnown, Receiver, textOf, type Call, type Value } from '../value.ts'
import { newColumn, type NewColumn } from './new-column.ts'
import { check, exclusion, foreignKey, unique } from './new-constraint.ts'
import { generatedIndexName } from './new-index.ts'
import { referenceParts, type ReferenceParts } from './reference-parts.ts'
import { timestampOptions } from './timestamps.ts'

/** The `t` of `create_table`: collects what is said of a table before it is made. */
export class TableDefinition extends Receiver {
  readonly columns = new Map<string, NewColumn>()
  readonly constraints: Constraint[] = []
  readonly indexes: { readonly columns: Value; readonly options: Hash }[] = []

  constructor(
    private readonly session: Session,
    readonly table: Name,
    /** As it is written, with the prefix: what Rails makes names of. */
    readonly written: string,
  ) {
    super()
  }

  call(call: Call): Value {
    const { name, args, options } = known(call)
    if (isTypeWord(name)) for (const column of args) this.column(textOf(column), name, options)
    else if (Object.hasOwn(words, name)) words[name]!(this, args, options)
    else if (name === 'name') return this.written
    else if (name === 'respond_to?' && isTypeWord(textOf(args[0] ?? null))) return true
    else return notKnown(`calls ${name} on the table ${this.written}`)
    return null
  }

  column(name: string, type: Value, options: Hash): void {
    const index = options.get('index')
    this.columns.set(name, newColumn(this.session, this.table, name, type, options.without('index')))
    if (index !== undefined && index !== null && index !== false) this.index(name, index instanceof Hash ? index : new Hash())
  }

  index(columns: Value, options: Hash): void {
    const { indexNamesAreLong } = this.session.meanings
    const isNamed = options.get('name') !== undefined && options.get('name') !== null
    const name = isNamed || !indexNamesAreLong ? undefined : generatedIndexName(this.table, columns, true)
    this.indexes.push({ columns, options: name === undefined ? options : options.with('name', name) })
  }

  reference({ columns, index, foreignKey: key }: ReferenceParts): void {
    for (const { name, type, options } of columns) this.column(name, type, options)
    if (index !== undefined) this.index(index.columns, index.options)
    if (key !== undefined) this.constraints.push(foreignKey(this.session, this.written, key.table, key.options))
  }

  /** What the words need to know of where the table is made. */
  get place(): Session {
    return this.session
  }
}

type Word = (definition: TableDefinition, args: readonly Value[], options: Hash) => void

const references: Word = (definition, args, options) => {
  for (const reference of args)
    definition.reference(
      referenceParts(definition.place, definition.table, textOf(reference), options, definition.place.meanings.idsAreIntegers),
    )
}

const words: Readonly<Record<string, Word>> = {
  column: (definition, [name = null, type = null], options) => definition.column(textOf(name), type, options),
  primary_key: (definition, [name = 'id', type], options) => {
    const { meanings } = definition.place
    const word = type ?? (meanings.idsAreIntegers ? 'integer' : 'primary_key')
    const isUuid = textOf(word) === 'uuid' && !options.has('default')
    definition.column(textOf(name), word, (isUuid ? options.with('default', 'gen_random_uuid()') : options).with('primary_key', true))
  },
  timestamps: (definition, _, options) => {
    const given = timestampOptions(options, definition.place.meanings)
    for (const name of ['created_at', 'updated_at']) definition.column(name, 'datetime', given)
  },
  references,
  belongs_to: references,
  index: (definition, [columns = null], options) => definition.index(columns, options),
  foreign_key: (definition, [to = null], options) =>
    definition.constraints.push(foreignKey(definition.place, definition.written, to, options)),
  check_constraint: (definition, [expression = null], options) =>
    definition.constraints.push(check(definition.written, expression, options)),
  exclusion_constraint: (definition, [expression = null], options) =>
    definition.constraints.push(exclusion(definition.written, expression, options)),
  unique_constraint: (definition, [columns], options) => definition.constraints.push(unique(definition.written, columns, options)),
  remove_column: (definition, [name = null]) => definition.columns.delete(textOf(name)),
  remove: (definition, args) => listOf(args).forEach(name => definition.columns.delete(textOf(name))),
}
