import { isTypeWord } from '../column-types.ts'
import type { Step } from '../../../../steps/step.ts'
import type { Command, Session } from '../session.ts'
import { Hash, notKnown, Receiver, Sym, textOf, type Call, type Value } from '../value.ts'
import { alterations } from './columns.ts'

/** What the `t` of `change_table` calls its methods, and what the migration calls them. */
const methods: Readonly<Record<string, string>> = {
  column: 'add_column',
  index: 'add_index',
  rename_index: 'rename_index',
  timestamps: 'add_timestamps',
  change: 'change_column',
  change_default: 'change_column_default',
  change_null: 'change_column_null',
  remove: 'remove_columns',
  remove_index: 'remove_index',
  remove_timestamps: 'remove_timestamps',
  rename: 'rename_column',
  foreign_key: 'add_foreign_key',
  remove_foreign_key: 'remove_foreign_key',
  check_constraint: 'add_check_constraint',
  remove_check_constraint: 'remove_check_constraint',
  exclusion_constraint: 'add_exclusion_constraint',
  remove_exclusion_constraint: 'remove_exclusion_constraint',
  unique_constraint: 'add_unique_constraint',
  remove_unique_constraint: 'remove_unique_constraint',
  validate_constraint: 'validate_constraint',
  validate_check_constraint: 'validate_check_constraint',
  'column_exists?': 'column_exists?',
  'index_exists?': 'index_exists?',
  'foreign_key_exists?': 'foreign_key_exists?',
  'check_constraint_exists?': 'check_constraint_exists?',
}

const references: Readonly<Record<string, string>> = {
  references: 'add_reference',
  belongs_to: 'add_reference',
  remove_references: 'remove_reference',
  remove_belongs_to: 'remove_reference',
}

/** The `t` of `change_table`: hands each call on as the migration's own method. */
export class ChangedTable extends Receiver {
  constructor(
    private readonly table: Value,
    private readonly hand: (call: Call) => Value,
  ) {
    super()
  }

  call(call: Call): Value {
    const { name, args, options } = call
    const hand = (method: string, given: readonly Value[], more = options): Value =>
      this.hand({ ...call, name: method, args: [this.table, ...given], options: more })
    if (name === 'name') return this.table
    if (name === 'respond_to?' && isTypeWord(textOf(args[0] ?? null))) return true
    if (isTypeWord(name)) for (const column of args) this.column(hand, column, new Sym(name), options)
    else if (name === 'column') this.column(hand, args[0] ?? null, args[1] ?? null, options)
    else if (name === 'primary_key') this.column(hand, args[0] ?? null, args[1] ?? new Sym(name), keyOptions(args[1], options))
    else if (Object.hasOwn(references, name)) for (const reference of args) hand(references[name]!, [reference])
    else if (Object.hasOwn(methods, name)) return hand(methods[name]!, args)
    else return notKnown(`calls ${name} on the table ${textOf(this.table)}`)
    return null
  }

  private column(hand: (method: string, given: readonly Value[], more?: Hash) => Value, name: Value, type: Value, options: Hash): void {
    const index = options.get('index')
    hand('add_column', [name, type], options.without('index'))
    if (index !== undefined && index !== null && index !== false) hand('add_index', [name], index instanceof Hash ? index : new Hash())
  }
}

/** Rails fills a key of type uuid by itself. */
const keyOptions = (type: Value | undefined, options: Hash): Hash => {
  const isFilled = type instanceof Sym && type.text === 'uuid' && !options.has('default')
  return (isFilled ? options.with('default', 'gen_random_uuid()') : options).with('primary_key', true)
}

/** `change_table bulk: true`: what can be said in one ALTER TABLE is (`bulk_change_table`). */
export const changeInBulk = (
  command: Command,
  commands: readonly Command[],
  session: Session,
  perform: (command: Command) => void,
): void => {
  let together: Step[] = []
  let after: Step[] = []
  const send = (): void => {
    session.add(command.node, ...together)
    for (const step of after) session.add(command.node, step)
    together = []
    after = []
  }
  for (const each of commands) {
    const alteration = Object.hasOwn(alterations, each.name) && !fillsRows(each) ? alterations[each.name] : undefined
    if (alteration === undefined) {
      send()
      perform(each)
      continue
    }
    const made = alteration(each, session)
    together.push(...made.steps)
    after.push(...(made.after ?? []))
  }
  send()
}

/** `change_null column, false, value` updates rows, which no ALTER TABLE does. */
const fillsRows = ({ name, args }: Command): boolean => name === 'change_column_null' && args[3] !== undefined && args[3] !== null
