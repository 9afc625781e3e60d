import { BlockParameterNode, StatementsNode, type Node } from '@ruby/prism/src/nodes.js'
import type { Recorder } from '../../../history/recorder.ts'
import type { Span } from '../../../model/diagnostic.ts'
import type { Application } from './application.ts'
import { assignments } from './assignments.ts'
import { bind } from './blocks.ts'
import { calls } from './calls.ts'
import type { Meanings } from './class-version.ts'
import { CommandRecorder } from './command-recorder.ts'
import { callConstant } from './constants.ts'
import { controlFlow } from './control-flow.ts'
import { bindingsIn, forgetVariables, tablesTouched } from './kept-code.ts'
import type { IncludedMethod } from './included-methods.ts'
import { literals } from './literals.ts'
import type { MigrationClass } from './migration-class.ts'
import { changeInBulk } from './perform/change-table.ts'
import { performers } from './perform/index.ts'
import { Exhausted, Leave, Raised, Scope, type Evaluator, type Run } from './run.ts'
import { callCommand, callSelf } from './self-methods.ts'
import { Session, type Command } from './session.ts'
import type { ReadText } from './repository-files.ts'
import type { RubySource } from './source.ts'
import type { OtherMigration, Stage } from './stage.ts'
import { Constant, NotKnown, notKnown, textOf, Unknown, type Call, type Value } from './value.ts'

const evaluators = new Map<unknown, Evaluator>([...literals, ...assignments, ...controlFlow, ...calls])

export interface Playing {
  readonly to: Recorder
  readonly migration: MigrationClass
  readonly source: RubySource
  readonly meanings: Meanings
  readonly tablePrefix: string
  readonly runtime: number
  /** What is played: the body of a method, or of a block; and where all of it stands. */
  readonly body: Node | null
  readonly whole: Node
  /** `change` is turned round. */
  readonly isReverted: boolean
  readonly isTrial?: boolean
  readonly readText?: ReadText
  /** Where the application's files begin. */
  readonly root?: string
  readonly primaryKeyType?: string
  readonly application?: Application
  /** What the modules it includes define. */
  readonly included?: ReadonlyMap<string, IncludedMethod>
  /** Versions of the history's migrations before this one. */
  readonly earlier?: () => readonly string[]
  readonly otherMigration?: OtherMigration
  readonly hasLock?: () => boolean
}

interface Surroundings {
  readonly source: RubySource
  readonly constants: ReadonlyMap<string, Node>
}

/** Statements an evaluation may take: far beyond what a loop written by hand needs, near enough to stop one without end. */
const roundsAllowed = 10_000
const deepest = 500

/** Plays one method of a migration. Answers whether it raised. */
export const play = (playing: Playing): { readonly raised?: Raised; readonly at?: Span } => {
  const { migration, source, meanings, isTrial = false } = playing
  const session = new Session({ ...playing, isOutsideTransaction: migration.isOutsideTransaction })
  const performLate = (command: Command): void => {
    try {
      stage.perform(command)
    } catch (problem) {
      if (!(problem instanceof NotKnown)) throw problem
      if (!isTrial) session.keep(command.node, command.node, 0, `turned round, it ${problem.reason}`, [])
    }
  }
  const recorder = new CommandRecorder(command => stage.perform(command), meanings.commentsAreNotInverted, performLate)
  const perform = (command: Command): Value => {
    const { name, block, commands, node } = command
    if (name === 'execute_block') block?.call([], true)
    else if (isTrial) return null
    else if (name === 'execute') runSql(session, command)
    else if (commands !== undefined) changeInBulk(command, commands, session, perform)
    else if (Object.hasOwn(performers, name)) performers[name]!(command, session)
    else session.note(node, 'not-followed', `${name} is not followed`, 'warning')
    return null
  }
  const enough = roundsAllowed + source.text.length / 4
  let spent = 0
  let depth = 0

  /** @param file where the nodes stand: the migration's, or one of the application's that a constant comes from */
  const runIn = (scope: Scope, level: number, file: Surroundings = { source, constants: migration.constants }): Run => {
    const evaluate = (node: Node, asStatement: boolean): Value => {
      const evaluator = evaluators.get(node.constructor)
      if (evaluator === undefined) return notKnown(`uses ${wordsOf(node)}`)
      if (file.source !== source) session.standsIn(node, file.source, invoked.findLast(({ node: call }) => call !== node)?.node)
      if ((depth += 1) > deepest) {
        depth -= 1
        return notKnown('is nested too deep')
      }
      try {
        return evaluator(node, run, asStatement)
      } finally {
        depth -= 1
      }
    }
    const run: Run = {
      scope,
      source: file.source,
      depth: level,
      value: node => evaluate(node, false),
      statement: node => evaluate(node, true),
      within: inner => (level > 60 ? notKnown('calls itself too deep') : runIn(inner, level + 1, file)),
      callSelf: call => callSelf(call, stage, run),
      callAbove: call => {
        const current = invoked.at(-1)
        return current === undefined ? notKnown('calls the method of the class above') : callCommand({ ...current, ...call }, stage, run)
      },
      callConstant: (path, call) => callConstant(path, call, stage, run),
      constant: path => {
        const value = file.constants.get(path) ?? file.constants.get(path.replace(/^.*::/, ''))
        if (value !== undefined) return evaluate(value, false)
        const found = level > 60 ? undefined : playing.application?.constant(stage.root, path)
        if (found === undefined) return new Constant(path)
        return runIn(new Scope(), level + 1, { source: found.source, constants: found.beside }).value(found.value)
      },
      remark: (node, code, message) => {
        if (!isTrial) session.note(node, code, message)
      },
      text: ({ location }) => run.textAt(location),
      textAt: ({ startOffset, length }) => file.source.text.slice(file.source.unit(startOffset), file.source.unit(startOffset + length)),
      body: (node, asStatements) => {
        const list = node instanceof StatementsNode ? node.body : node === null ? [] : [node]
        let last: Value = null
        for (const [index, statement] of list.entries()) {
          if ((spent += 1) > enough) throw new Exhausted('')
          if (!asStatements) last = evaluate(statement, false)
          else last = attempt(statement, node!, index)
        }
        return last
      },
    }
    const attempt = (statement: Node, list: Node, index: number): Value => {
      try {
        return evaluate(statement, true)
      } catch (problem) {
        if (!(problem instanceof NotKnown)) throw problem
        const reason = problem.reason + bindingsIn(statement, run, level > 0)
        const tables = isTrial ? [] : tablesTouched(statement, stage, run)
        forgetVariables(statement, run, tables)
        if (!isTrial) session.keep(statement, list, index, reason, tables)
        return new Unknown(problem.reason)
      }
    }
    return run
  }

  const invoke = (name: string, call: Call): Value => {
    const own = migration.methods.get(name)
    const inherited = own === undefined ? included.get(name) : undefined
    const method = own ?? inherited!.method
    if (level > 60) return notKnown(`${name} calls itself too deep`)
    level += 1
    invoked.push(call)
    try {
      const run = runIn(new Scope(variables), level, inherited)
      if (method.parameters !== null) bind(method.parameters, call.args, call.options.pairs.length > 0 ? call.options : undefined, run)
      run.scope.declare('&', call.block ?? null)
      const { block } = method.parameters ?? {}
      if (block instanceof BlockParameterNode && block.name !== null) run.scope.declare(block.name, call.block ?? null)
      return run.body(method.body, call.asStatement)
    } catch (problem) {
      if (problem instanceof Leave && problem.from === 'method') return problem.value
      throw problem
    } finally {
      level -= 1
      invoked.pop()
    }
  }
  /** The calls of the class' own methods that are under way. */
  const invoked: Call[] = []
  let level = 0
  /** Of the instance; methods see each other's. */
  const variables = new Scope()
  const { readText = () => undefined, root = '', application, included = new Map<string, IncludedMethod>(), earlier = () => [] } = playing
  const { otherMigration = () => undefined, hasLock = () => false } = playing
  const stage: Stage = {
    session,
    recorder,
    migration,
    invoke,
    isTrial,
    perform,
    root,
    readText,
    included,
    earlier,
    otherMigration,
    hasLock,
    ...(application === undefined ? {} : { application }),
    ...(playing.primaryKeyType === undefined ? {} : { primaryKeyType: playing.primaryKeyType }),
  }

  try {
    const run = runIn(new Scope(variables), 0)
    const work = (): void => {
      try {
        run.body(playing.body, true)
      } catch (problem) {
        if (!(problem instanceof Leave)) throw problem
      }
    }
    if (playing.isReverted) recorder.revert(work)
    else work()
    session.flush()
    return {}
  } catch (problem) {
    session.flush()
    if (problem instanceof Raised) return { raised: problem, at: session.at(problem.node) }
    if (!(problem instanceof Exhausted)) throw problem
    session.keep(playing.whole, playing.whole, 0, 'goes round too often to be followed', [])
    session.flush()
    return {}
  }
}

const runSql = (session: Session, { node, args: [text = null], place }: Command): void => session.sql(node, textOf(text), place)

/** `RescueModifierNode` → `rescue modifier`. */
const wordsOf = ({ constructor }: Node): string =>
  constructor.name
    .replace(/Node$/, '')
    .replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter}`)
    .toLowerCase()
