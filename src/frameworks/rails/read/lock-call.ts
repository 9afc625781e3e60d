import type { ProgramNode } from '@ruby/prism/src/nodes.js'
import { isFrozenText, statementsOfCall } from '../../frozen-call.ts'
import { lockHash } from '../polite-lock.ts'
import { required } from './included-methods.ts'
import type { ReadText } from './repository-files.ts'
import type { Run } from './run.ts'
import { callCommand } from './self-methods.ts'
import type { Stage } from './stage.ts'
import { Constant, Hash, isText, known, notKnown, Sym, textOf, type Call, type Value } from './value.ts'

/** What the frozen code of a repository defines, and an edited one may. */
export const lockModule = 'Lockstep::PoliteLockV1'

/** Does a migration load the code that takes locks, as it was frozen? */
export const requiresLock = (program: ProgramNode, file: { readonly path: string; readonly root: string }, read: ReadText): boolean =>
  required(program, file.path, file.root).some(path => /polite_lock/.test(path) && isFrozenText(read(path), lockHash))

const said = (value: Value): unknown => (isText(value) ? textOf(value) : value)

/** `Lockstep::PoliteLockV1.acquire self, { "users" => "ACCESS EXCLUSIVE" }, within: 100`: the statements that it sends. */
export const takeLocks = (call: Call, stage: Stage, run: Run): Value => {
  const { args, options } = known({ ...call, args: call.args.slice(1) })
  const [migration] = call.args
  const [tables] = args
  const isOurs =
    stage.hasLock() && migration instanceof Constant && migration.path === 'self' && args.length === 1 && tables instanceof Hash
  const statements = isOurs
    ? statementsOfCall(
        {
          tables: tables.pairs.map(([name, mode]) => [said(name), said(mode)]),
          options: options.pairs.map(([name, value]) => [name instanceof Sym ? name.text : name, said(value)]),
        },
        stage.session.to.engine,
      )
    : undefined
  if (statements === undefined) return notKnown(`calls ${lockModule}.acquire, which is program code`)
  for (const sql of statements) callCommand({ ...call, name: 'execute', args: [sql], options: new Hash() }, stage, run)
  return null
}
