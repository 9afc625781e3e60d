import { CallNode } from '@ruby/prism/src/nodes.js'
import { printEngine } from '../../../model/engine.ts'
import { blockCommand } from './command-recorder.ts'
import { Relay } from './relay.ts'
import { placesOf } from './literal-pieces.ts'
import { ChangedTable } from './perform/change-table.ts'
import { joinPath } from './repository-files.ts'
import { performers } from './perform/index.ts'
import { questions } from './questions.ts'
import { Raised, type Run } from './run.ts'
import { MigrationContext, versionAsked } from './server-answers.ts'
import type { Answer } from '../../../steps/engine.ts'
import type { Command } from './session.ts'
import type { SelfMethod, Stage } from './stage.ts'
import { Block, Constant, isText, known, listOf, notKnown, Receiver, Sym, textOf, Unknown, type Call, type Value } from './value.ts'

const runBlock: SelfMethod = ({ block, asStatement }) => block?.call([], asStatement) ?? null

const nothing: SelfMethod = () => null

/** What `reversible` hands to its block. */
class ReversibleDirection extends Receiver {
  constructor(private readonly isReverting: boolean) {
    super()
  }
  call({ name, block, asStatement }: Call): Value {
    if (name !== 'up' && name !== 'down') return notKnown(`calls ${name} on the direction`)
    return (name === 'down') === this.isReverting ? (block?.call([], asStatement) ?? null) : null
  }
}

const commandOf = ({ name, args, options, block, node }: Call): Command => ({
  name,
  args,
  options,
  ...(block === undefined ? {} : { block }),
  node,
})

/** At once, or at its turn when the migration is turned round. */
const atItsTurn = (call: Call, { recorder }: Stage, work: () => void): Value => {
  if (recorder.isRecording) recorder.later(blockCommand(commandOf(call), work))
  else work()
  return null
}

const sql: SelfMethod = (call, stage, run) => {
  const [text] = call.args
  if (!isText(text)) return notKnown('runs SQL that is no text')
  const argument = call.node instanceof CallNode ? call.node.arguments_?.arguments_[0] : undefined
  const place = placesOf(argument, run)
  stage.recorder.take({ ...commandOf(call), args: [textOf(text)], ...(place === undefined ? {} : { place }) })
  return new Unknown('uses the answer of a query')
}

/** A question that the catalog answers as it stands. */
const question =
  (of: (rows: readonly Answer[]) => Value): SelfMethod =>
  ({ args: [text = null] }, { session }) => {
    const rows = isText(text) ? session.ask(textOf(text)) : undefined
    return rows === undefined ? notKnown('uses the answer of a query') : of(rows)
  }

const firstOf = (row: Answer): Value => Object.values(row)[0] ?? null

/** SQL that is run now, whatever the direction, and answers a number nobody looks at. */
const sqlAtOnce: SelfMethod = (call, { session }, run) => {
  const [text] = call.args
  if (!isText(text) || !call.asStatement) return notKnown('uses the answer of a query')
  const argument = call.node instanceof CallNode ? call.node.arguments_?.arguments_[0] : undefined
  session.sql(call.node, textOf(text), placesOf(argument, run))
  return null
}

const raise: SelfMethod = ({ args: [what = null, message], node }) => {
  const path = what instanceof Constant ? what.path : ''
  throw new Raised(/Irreversible/.test(path), isText(message) ? textOf(message) : path === '' && isText(what) ? textOf(what) : path, node)
}

const changeTable: SelfMethod = (call, stage, run) => {
  const {
    args: [table = null],
    options,
    block,
    asStatement,
  } = call
  if (block === undefined) return null
  const changed = new ChangedTable(table, each => callCommand(each, stage, run))
  if (options.get('bulk') !== true) return block.call([changed], asStatement)
  const commands = stage.recorder.collect(() => block.call([changed], false))
  const command: Command = { ...commandOf(call), commands }
  if (stage.recorder.isRecording) stage.recorder.later(command)
  else stage.perform(command)
  return null
}

/** `revert AddAge`, `run AddAge`: the other migrations, the last first where they are undone; turned round, the other way. */
const runOthers = (call: Call, stage: Stage, direction: 'up' | 'down'): void => {
  const { recorder, session, otherMigration } = stage
  const way = recorder.isReverting ? (direction === 'up' ? 'down' : 'up') : direction
  const others = call.args.map(each => (each instanceof Constant ? otherMigration(each.path) : undefined))
  for (const other of direction === 'down' ? others.toReversed() : others) {
    if (other === undefined) return notKnown('runs another migration, which is not found')
    if (way === 'down' && other.noDown === 'irreversible') throw new Raised(true, 'it reverts a migration that cannot be undone', call.node)
    const play = way === 'up' ? other.up : other.down
    if (play !== undefined && !stage.isTrial) atItsTurn(call, stage, () => session.follow(call.node, play))
  }
}

const controls: Readonly<Record<string, SelfMethod>> = {
  reversible: (call, stage) => {
    const direction = new ReversibleDirection(stage.recorder.isReverting)
    return atItsTurn(call, stage, () => call.block?.call([direction], true))
  },
  up_only: (call, stage) => (stage.recorder.isReverting ? null : atItsTurn(call, stage, () => call.block?.call([], true))),
  revert: (call, stage) => {
    runOthers(call, stage, 'down')
    stage.recorder.revert(() => call.block?.call([], true))
    return null
  },
  run: (call, stage) => {
    const direction = call.options.get('direction')
    if (call.options.get('revert') !== undefined) return notKnown('runs another migration in an unusual way')
    runOthers(call, stage, direction instanceof Sym && direction.text === 'down' ? 'down' : 'up')
    return null
  },
  transaction: (call, stage) => {
    let value: Value = null
    const work = (): void => {
      value = call.block?.call([], call.asStatement) ?? null
    }
    if (stage.recorder.isRecording) work()
    else stage.session.inTransaction(work)
    return value
  },
  say_with_time: runBlock,
  suppress_messages: runBlock,
  safety_assured: runBlock,
  silence_stream: runBlock,
  say: nothing,
  puts: nothing,
  print: nothing,
  p: nothing,
  pp: nothing,
  warn: nothing,
  announce: nothing,
  write: nothing,
  sleep: nothing,
  require: nothing,
  require_relative: nothing,
  require_dependency: nothing,
  raise,
  fail: raise,
  change_table: changeTable,
  connection: (_call, stage, run) => new Relay(call => callCommand(call, stage, run)),
  'reverting?': (_call, { recorder }) => recorder.isReverting,
  'block_given?': (_call, _stage, run) => run.scope.get('&') instanceof Block,
  proc: ({ block }) => block ?? null,
  lambda: ({ block }) => block ?? null,
  // A text that is marked for translation.
  N_: ({ args: [text = null] }) => text,
  __dir__: (_call, _stage, run) => joinPath(run.source.path, '..'),
  Array: ({ args: [value] }) => listOf(value),
  String: ({ args: [value = null] }) => textOf(value),
  'respond_to?': ({ args: [name = null] }) => isVocabulary(textOf(name)),
  execute: sql,
  update: sqlAtOnce,
  insert: sqlAtOnce,
  delete: sqlAtOnce,
  update_sql: sqlAtOnce,
  insert_sql: sqlAtOnce,
  delete_sql: sqlAtOnce,
  exec_query: sqlAtOnce,
  exec_update: sqlAtOnce,
  exec_insert: sqlAtOnce,
  exec_delete: sqlAtOnce,
  query: sqlAtOnce,
  select_value: question(([row]) => (row === undefined ? null : firstOf(row))),
  select_values: question(rows => rows.map(firstOf)),
  select_rows: question(rows => rows.map(row => Object.values(row))),
}

const asks = /^(select_(one|all)|check_constraints|find_by_sql|exec_cache|pk_and_sequence_for|views|data_sources)$/

const isVocabulary = (name: string): boolean =>
  Object.hasOwn(controls, name) || Object.hasOwn(performers, name) || Object.hasOwn(questions, name)

/** What depends on the server or on what has run, as it is taken to be; nothing for other calls. */
const answered = (call: Call, { session, earlier, isTrial }: Stage, run: Run): Value | undefined => {
  if (call.name === 'migration_context') {
    run.remark(call.node, 'environment', 'depends on what has run: the migrations before it, and nothing else, are taken to have')
    return new MigrationContext(earlier())
  }
  const version = isTrial ? undefined : versionAsked(call, session.to.engine.version)
  if (version !== undefined)
    run.remark(call.node, 'environment', `depends on the server's version: read for ${printEngine(session.to.engine.version)}`)
  return version
}

/** A method of the migration or its connection, as Active Record has it. */
export const callCommand = (call: Call, stage: Stage, run: Run): Value => {
  const { name } = call
  const told = answered(call, stage, run)
  if (told !== undefined) return told
  if (Object.hasOwn(controls, name)) return controls[name]!(call, stage, run)
  if (Object.hasOwn(questions, name)) return questions[name]!(known(call), stage.session)
  if (Object.hasOwn(performers, name)) return stage.recorder.take(commandOf(stage.recorder.refuses(name) ? call : known(call)))
  if (asks.test(name)) return notKnown('uses the answer of a query')
  return notKnown(`calls ${name}, which is not known here`)
}

/** A call without a receiver: a method of the class comes first, then one of the modules it includes. */
export const callSelf = (call: Call, stage: Stage, run: Run): Value =>
  stage.migration.methods.has(call.name) || stage.included.has(call.name) ? stage.invoke(call.name, call) : callCommand(call, stage, run)
