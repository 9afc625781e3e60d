import type { DoStmt, Node } from 'libpg-query'
import type { Limits, ReadBlock } from '../../../steps/engine.ts'
import { applyStep } from '../../../steps/index.ts'
import { StepDoesNotApply, type Step } from '../../../steps/step.ts'
import { answerOf, assumed, valueOf, type FewRows, type Values } from '../ask-schema/index.ts'
import { loadedParser, semantics } from '../expressions.ts'
import type { Block, Handler, Part } from './block.ts'
import type { Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import { asKind } from './nodes.ts'
import { configSetting, settingOf } from './session.ts'
import { sourceOf } from './source.ts'

/** Reads one statement against the schema given. */
export interface Reader {
  readonly steps: (reading: Reading, node: Node) => readonly Step[]
  /** Of a block within. */
  readonly block: (reading: Reading, node: DoStmt) => ReadBlock
}

/** What a block does where it comes to its end. */
export interface BlockRun extends ReadBlock {
  /** Rows are written again and again: what that touches in the end its text does not tell. */
  readonly isMoving: boolean
}

interface Run extends BlockRun {
  readonly schema: Reading['schema']
  /** Variables, as far as their values are known. */
  readonly values: Values
}

interface Outcome {
  readonly how: 'next' | 'return' | 'exit' | 'continue'
  readonly run: Run
}

/** The outcome cannot be told from the text. */
class Untold extends Error {}

/** What another session may bring about at any time. */
const fleeting = new Set(['lock_not_available', 'deadlock_detected', 'serialization_failure', 'query_canceled'])

/** Does a handler catch that something is there already, or is not there? */
const catches = ({ reason }: StepDoesNotApply, { conditions }: Handler): boolean => {
  const names = (beginning: string): boolean => conditions.some(condition => condition === 'others' || condition.startsWith(beginning))
  return /\balready\b/.test(reason)
    ? names('duplicate_') || conditions.includes('invalid_table_definition')
    : /\bno\b/.test(reason) && names('undefined_')
}

const writes = new Set(['insert', 'update', 'delete', 'merge', 'copy'])
const isWrite = (step: Step): boolean => step.kind === 'execute-sql' && writes.has(step.known?.verb ?? '')
const isKnown = (step: Step): boolean => step.kind === 'execute-sql' && step.known !== undefined && step.becomes === undefined

/** The weaker of two limits: what is certain of both. */
const weaker = (a: Limits, b: Limits): Limits => {
  const of = (name: keyof Limits): Limits => {
    const [left, right] = [a[name], b[name]]
    return left === undefined || right === undefined ? {} : { [name]: left === 0 || right === 0 ? 0 : Math.max(left, right) }
  }
  return { ...of('lockTimeout'), ...of('statementTimeout') }
}

/** Two ways through: one way where both change the schema alike. */
const joined = (a: Run, b: Run): Run | undefined => {
  const changes = ({ steps }: Run): string => JSON.stringify(steps.filter(step => !isKnown(step)))
  if (changes(a) !== changes(b)) return undefined
  const longer = a.steps.length < b.steps.length ? b : a
  return {
    ...longer,
    leaves: { local: weaker(a.leaves.local, b.leaves.local), session: weaker(a.leaves.session, b.leaves.session) },
    few: Object.fromEntries(Object.entries(a.few).filter(([key, most]) => b.few[key] === most)),
    values: Object.fromEntries(Object.entries(a.values).filter(([name, value]) => name in b.values && b.values[name] === value)),
    isMoving: a.isMoving || b.isMoving,
  }
}

const merged = (outcomes: readonly Outcome[]): readonly Outcome[] => {
  const all: Outcome[] = []
  for (const one of outcomes) {
    const at = all.findIndex(({ how, run }) => how === one.how && joined(run, one.run) !== undefined)
    if (at === -1) all.push(one)
    else all[at] = { how: one.how, run: joined(all[at]!.run, one.run)! }
  }
  if (all.length > 8) throw new Untold()
  return all
}

/** What a block does to the schema it meets, where it ends well; whether it never does; undefined where its text does not tell. */
export const runBlock = (reading: Reading, text: string, block: Block, read: Reader): BlockRun | 'stops' | undefined => {
  const { major, path } = reading
  const settings = { ...semantics, namesNotNull: major >= 18 }

  const asking = ({ schema, values }: Run) => ({ schema, major, path, values })

  const statement = (run: Run, piece: string, isLook = false): Run => {
    const { stmts = [] } = loadedParser().parseSync(piece)
    const node = stmts[0]?.stmt
    if (node === undefined || stmts.length !== 1) throw new Untold()
    const variable = asKind(node, 'VariableSetStmt')
    const setting = variable === undefined ? configSetting(node) : settingOf(variable)
    if (variable !== undefined || setting !== undefined) {
      const { isLocal = true, ...limits } = setting ?? {}
      const { local, session } = run.leaves
      return {
        ...run,
        leaves: isLocal ? { local: { ...local, ...limits }, session } : { local, session: { ...session, ...limits } },
      }
    }
    const met = { ...reading, schema: run.schema, source: sourceOf(piece) }
    const block = asKind(node, 'DoStmt')
    if (block !== undefined) return nested(run, read.block(met, block))
    const steps = read.steps(met, node)
    if (isLook && !steps.every(isKnown)) throw new Untold()
    // A question to the catalog, or to nothing, is no step.
    const told = isLook ? steps.filter(step => step.kind === 'execute-sql' && step.known!.locks.length > 0) : steps
    const fresh = told.filter(step => !isKnown(step) || !run.steps.some(one => JSON.stringify(one) === JSON.stringify(step)))
    const limits = { ...run.leaves.session, ...run.leaves.local }
    return {
      ...run,
      steps: [...run.steps, ...fresh],
      inner: [...run.inner, ...fresh.map(() => ({ statement: (run.inner.at(-1)?.statement ?? 0) + 1, limits, few: run.few }))],
      schema: fresh.reduce((done, step) => applyStep(step, done, settings), run.schema),
    }
  }

  const nested = (run: Run, { steps, inner, leaves }: ReadBlock): Run => {
    if (inner.length !== steps.length) throw new Untold()
    const limits = { ...run.leaves.session, ...run.leaves.local }
    const from = run.inner.at(-1)?.statement ?? 0
    return {
      ...run,
      steps: [...run.steps, ...steps],
      inner: [
        ...run.inner,
        ...inner.map(each => ({
          statement: from + each.statement,
          limits: { ...limits, ...each.limits },
          few: { ...run.few, ...each.few },
        })),
      ],
      leaves: { local: { ...run.leaves.local, ...leaves.local }, session: { ...run.leaves.session, ...leaves.session } },
      schema: steps.reduce((done, step) => applyStep(step, done, settings), run.schema),
    }
  }

  const part = (run: Run, each: Part): readonly Outcome[] => {
    switch (each.kind) {
      case 'sql':
        return [{ how: 'next', run: statement(run, text.slice(each.start, each.end)) }]
      case 'execute': {
        const sql = valueOf(asking(run), each.text)
        if (typeof sql !== 'string') throw new Untold()
        return [{ how: 'next', run: statement(run, sql) }]
      }
      case 'assign': {
        const { [each.name]: _, ...others } = run.values
        const value = valueOf(asking(run), each.sql.replace(/^SELECT /, ''))
        const asked = value === undefined ? statement(run, each.sql, true) : run
        return [{ how: 'next', run: { ...asked, values: value === undefined ? others : { ...others, [each.name]: value } } }]
      }
      case 'look':
        return [{ how: 'next', run: statement(run, each.sql, true) }]
      case 'commit':
        if (run.steps.some(step => !isKnown(step))) throw new Untold()
        return [{ how: 'next', run: { ...run, leaves: { ...run.leaves, local: {} } } }]
      case 'end':
        // What fails leaves nothing behind: only the ways that end well count.
        return each.how === 'raise' ? [] : [{ how: each.how, run }]
      case 'block':
        return whole(run, each.block)
      case 'choice':
        return choice(run, each.branches)
      case 'loop':
        return loop(run, each)
    }
  }

  const choice = (run: Run, branches: Extract<Part, { kind: 'choice' }>['branches']): readonly Outcome[] => {
    const outcomes: Outcome[] = []
    let before = run
    for (const { condition, body } of branches) {
      const asked = condition === undefined ? 'true' : text.slice(condition.start, condition.end)
      const answer = condition === undefined ? true : answerOf(asking(before), asked)
      if (answer === undefined) before = statement(before, `SELECT ${asked}`, true)
      if (answer === false) continue
      const inside = answer === true ? before : withFew(before, assumed(asking(before), asked, true))
      const ended = parts(inside, body)
      outcomes.push(...ended.map(one => ({ ...one, run: { ...one.run, few: before.few } })))
      if (answer === true) return merged(outcomes)
      // Whoever comes past a branch that only fails knows that its condition does not hold.
      if (ended.length === 0) before = withFew(before, assumed(asking(before), asked, false))
    }
    return merged([...outcomes, { how: 'next', run: before }])
  }

  const withFew = (run: Run, few: FewRows): Run => ({ ...run, few: { ...run.few, ...few } })

  const loop = (run: Run, { look, isEndless, body }: Extract<Part, { kind: 'loop' }>): readonly Outcome[] => {
    let round = look === undefined ? run : statement(run, look, true)
    const after: Outcome[] = isEndless ? [] : [{ how: 'next', run: round }]
    // Twice: what the first round leaves, limits too, the second one may begin with.
    for (let n = 0; n < 2; n += 1) {
      const ended = parts(round, body)
      const again = ended.filter(({ how }) => how === 'next' || how === 'continue')
      after.push(...ended.filter(({ how }) => how === 'return' || how === 'exit').map(one => (one.how === 'exit' ? next(one) : one)))
      if (!isEndless) after.push(...again.map(next))
      if (again.length === 0) break
      round = again.reduce((done, one) => must(joined(done, one.run)), round)
    }
    return merged(
      after.map(one => ({
        ...one,
        run: { ...one.run, isMoving: one.run.isMoving || one.run.steps.slice(run.steps.length).some(isWrite) },
      })),
    )
  }

  const next = ({ run }: Outcome): Outcome => ({ how: 'next', run })

  const must = (run: Run | undefined): Run => {
    if (run === undefined) throw new Untold()
    return run
  }

  const parts = (run: Run, all: readonly Part[]): readonly Outcome[] =>
    all.reduce<readonly Outcome[]>(
      (outcomes, each) => merged(outcomes.flatMap(one => (one.how === 'next' ? part(one.run, each) : [one]))),
      [{ how: 'next', run }],
    )

  const whole = (run: Run, { body, handlers }: Block): readonly Outcome[] => {
    try {
      const interrupted = handlers.filter(({ conditions }) => conditions.some(condition => fleeting.has(condition)))
      return merged([...parts(run, body), ...interrupted.flatMap(handler => parts(run, handler.body))])
    } catch (reason) {
      // The server would refuse: with a handler nothing of the body is done, without one the block fails.
      if (!(reason instanceof StepDoesNotApply)) throw reason
      const handler = handlers.find(each => catches(reason, each))
      if (handler === undefined) throw new Untold()
      return parts(run, handler.body)
    }
  }

  try {
    const start: Run = {
      steps: [],
      inner: [],
      leaves: { local: {}, session: {} },
      schema: reading.schema,
      values: {},
      few: {},
      isMoving: false,
    }
    const ways = whole(start, block).map(({ run }) => run)
    return ways.length === 0 ? 'stops' : ways.reduce((a, b) => must(joined(a, b)))
  } catch (reason) {
    if (reason instanceof Untold || reason instanceof NoStep || reason instanceof StepDoesNotApply) return undefined
    if ((reason as { sqlDetails?: unknown }).sqlDetails !== undefined) return undefined
    throw reason
  }
}
