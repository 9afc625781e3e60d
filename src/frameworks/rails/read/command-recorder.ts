import { Raised } from './run.ts'
import type { Command } from './session.ts'
import { Block, Hash, isText, type Value } from './value.ts'

/**
 * How Rails turns a command round (`ActiveRecord::Migration::CommandRecorder`). Each rule is Rails' own, with what it
 * cannot turn round: then it raises, and nothing of the migration is undone.
 */
type Inversion = (command: Command, before60: boolean) => Command

const irreversible = (command: Command, message: string): never => {
  throw new Raised(true, message, command.node)
}

const swapped =
  (name: string): Inversion =>
  command => ({ ...command, name })

const sizeOf = ({ args, options }: Command): number => args.length + (options.pairs.length > 0 ? 1 : 0)

const withoutOptions = (command: Command, ...keys: readonly string[]): Command => ({
  ...command,
  options: command.options.without(...keys),
})

/** `from:` and `to:` changed over, whichever of the two ways they were given. */
const fromTo = (command: Command): Command => {
  const last = command.args.at(-1)
  const given = command.options.has('to') ? command.options : last instanceof Hash ? last : new Hash()
  if (!given.has('from') || !given.has('to'))
    return irreversible(command, `${command.name} is only reversible if given a :from and :to option`)
  const options = new Hash([...given.with('from', given.get('to')!).with('to', given.get('from')!).pairs])
  return { ...command, args: last instanceof Hash ? command.args.slice(0, -1) : command.args, options }
}

const renamed = (command: Command): Command => {
  const [table, from, to] = command.args
  return { ...command, args: [table ?? null, to ?? null, from ?? null] }
}

const renamedOption = (options: Hash, from: string, to: string): Hash =>
  options.has(from) ? options.without(from).with(to, options.get(from)!) : options

const inversions: Readonly<Record<string, Inversion>> = {
  execute_block: swapped('execute_block'),
  create_table: command => ({ ...withoutOptions(command, 'if_not_exists', 'force'), name: 'drop_table' }),
  drop_table: command => {
    if (sizeOf(command) === 1 && command.block === undefined)
      return irreversible(command, 'drop_table is only reversible if given options or a block (can be empty)')
    return { ...withoutOptions(command, 'if_exists'), name: 'create_table' }
  },
  create_join_table: swapped('drop_join_table'),
  drop_join_table: swapped('create_join_table'),
  add_column: swapped('remove_column'),
  remove_column: command =>
    sizeOf(command) <= 2 ? irreversible(command, 'remove_column is only reversible if given a type') : { ...command, name: 'add_column' },
  remove_columns: command =>
    command.options.has('type')
      ? { ...command, name: 'add_columns' }
      : irreversible(command, 'remove_columns is only reversible if given a type'),
  add_index: swapped('remove_index'),
  remove_index: command => {
    const column = command.args[1] ?? command.options.get('column')
    if (column === undefined) return irreversible(command, 'remove_index is only reversible if given a :column option')
    return { ...withoutOptions(command, 'column', 'if_exists'), name: 'add_index', args: [command.args[0] ?? null, column] }
  },
  add_timestamps: swapped('remove_timestamps'),
  remove_timestamps: swapped('add_timestamps'),
  add_reference: swapped('remove_reference'),
  add_belongs_to: swapped('remove_reference'),
  remove_reference: swapped('add_reference'),
  remove_belongs_to: swapped('add_reference'),
  add_foreign_key: command => ({ ...withoutOptions(command, 'validate'), name: 'remove_foreign_key' }),
  remove_foreign_key: command => {
    const to = command.args[1] ?? command.options.get('to_table')
    if (to === undefined) return irreversible(command, 'remove_foreign_key is only reversible if given a second table')
    return { ...withoutOptions(command, 'to_table'), name: 'add_foreign_key', args: [command.args[0] ?? null, to] }
  },
  add_check_constraint: command => ({
    ...command,
    name: 'remove_check_constraint',
    options: renamedOption(command.options.without('validate'), 'if_not_exists', 'if_exists'),
  }),
  remove_check_constraint: command =>
    sizeOf(command) < 2 || !isText(command.args[1])
      ? irreversible(command, 'remove_check_constraint is only reversible if given an expression')
      : { ...command, name: 'add_check_constraint', options: renamedOption(command.options, 'if_exists', 'if_not_exists') },
  add_exclusion_constraint: swapped('remove_exclusion_constraint'),
  remove_exclusion_constraint: command =>
    isText(command.args[1])
      ? { ...command, name: 'add_exclusion_constraint' }
      : irreversible(command, 'remove_exclusion_constraint is only reversible if given an expression'),
  add_unique_constraint: command =>
    command.options.has('using_index')
      ? irreversible(command, 'add_unique_constraint is not reversible if given an using_index')
      : { ...command, name: 'remove_unique_constraint' },
  remove_unique_constraint: command =>
    command.args[1] === undefined
      ? irreversible(command, 'remove_unique_constraint is only reversible if given an column_name')
      : { ...command, name: 'add_unique_constraint' },
  enable_extension: swapped('disable_extension'),
  disable_extension: swapped('enable_extension'),
  create_enum: swapped('drop_enum'),
  drop_enum: command =>
    Array.isArray(command.args[1])
      ? { ...command, name: 'create_enum' }
      : irreversible(command, 'drop_enum is only reversible if given a list of enum values'),
  rename_enum: command => {
    const to = command.args[1] ?? command.options.get('to')
    if (to === undefined) return irreversible(command, 'rename_enum is only reversible if given a :to option')
    return { ...command, args: [to, command.args[0] ?? null], options: new Hash() }
  },
  rename_enum_value: fromTo,
  rename_table: ({ args: [from = null, to = null], ...command }) => ({ ...command, args: [to, from] }),
  rename_index: renamed,
  rename_column: renamed,
  change_column_default: fromTo,
  change_column_null: command => ({
    ...command,
    args: command.args.map((value, n) => (n === 2 ? value === false || value === null : value)),
  }),
  change_column_comment: (command, before60) => (before60 ? command : fromTo(command)),
  change_table_comment: (command, before60) => (before60 ? command : fromTo(command)),
  create_schema: swapped('drop_schema'),
  drop_schema: swapped('create_schema'),
  transaction: swapped('transaction'),
}

/** Recorded by Rails, so that going back raises; what is neither here nor above it does at once, whatever the direction. */
const withoutInversion = new Set([
  'execute',
  'execute_block',
  'change_column',
  'add_enum_value',
  'exec_query',
  'change_table',
  'add_columns',
])

const isRecorded = (name: string): boolean => Object.hasOwn(inversions, name) || withoutInversion.has(name)

/** Where the commands of a migration go: to the database, or on a list that is played backwards. */
export class CommandRecorder {
  private commands: Command[] | undefined
  private reverting = false

  constructor(
    private readonly perform: (command: Command) => Value,
    private readonly isBefore60: boolean,
    /** The same at its turn, when the statement it is from is over: what cannot be done is kept. */
    private readonly performLate: (command: Command) => void,
  ) {}

  get isReverting(): boolean {
    return this.reverting
  }

  /** Will it raise, whatever it is given? */
  refuses(name: string): boolean {
    return this.reverting && this.commands !== undefined && isRecorded(name) && !Object.hasOwn(inversions, name)
  }

  take(command: Command): Value {
    const { commands } = this
    if (commands === undefined || !isRecorded(command.name)) return this.perform(command)
    commands.push(this.reverting ? this.inverseOf(command) : command)
    return null
  }

  /** Runs `work` and does the opposite of all it would have done, the last first. */
  revert(work: () => void): void {
    const around = this.commands
    this.reverting = !this.reverting
    const inside: Command[] = []
    this.commands = inside
    try {
      work()
    } finally {
      this.reverting = !this.reverting
      this.commands = around
    }
    const backwards = inside.toReversed()
    if (around !== undefined) around.push(...backwards)
    else for (const command of backwards) this.performLate(command)
  }

  /** What one `change_table` with `bulk: true` does, in the order it is written. */
  collect(work: () => void): readonly Command[] {
    const around = this.commands
    const inside: Command[] = []
    this.commands = inside
    try {
      work()
    } finally {
      this.commands = around
    }
    return inside
  }

  get isRecording(): boolean {
    return this.commands !== undefined
  }

  /** Puts a command on the list that is its own opposite, with what it does at its turn. */
  later(command: Command): void {
    this.commands?.push(command)
  }

  private inverseOf(command: Command): Command {
    const invert = inversions[command.name]
    if (invert === undefined) return irreversible(command, `this migration uses ${command.name}, which is not automatically reversible`)
    return invert(command, this.isBefore60)
  }
}

/** A block that is run at its turn. */
export const blockCommand = (command: Command, work: () => void): Command => ({
  ...command,
  name: 'execute_block',
  args: [],
  options: new Hash(),
  block: new Block(() => {
    work()
    return null
  }, 0),
})
