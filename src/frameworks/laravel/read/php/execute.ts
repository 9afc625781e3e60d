import { assign } from './assign.ts'
import { evaluateCall } from './call.ts'
import { Opaque, Thrown, Undecided, unknown, type Frame, PhpArray, type Value } from './frame.ts'
import type { Foreach, For, If, Statement, Switch, Try, While } from './nodes.ts'
import { isEqual } from './operators.ts'
import { assignedIn, isAboutRows, leavesIn, namedIn, walk } from './scan.ts'
import { isTruthy } from './value.ts'

/** How a statement ended. */
type Completion =
  | { readonly kind: 'normal' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue'; readonly level: number }

const normal: Completion = { kind: 'normal' }

/** Runs a function's body; what it returns. */
export const runBody = (statements: readonly Statement[], frame: Frame): Value => {
  const end = runBlock(statements, frame)
  return end.kind === 'return' ? end.value : null
}

/** In a lenient frame a statement that is not understood is kept as program code, and the next one goes on. */
const runBlock = (statements: readonly Statement[], frame: Frame): Completion => {
  const { run } = frame
  // Statements since then have done nothing that is understood: they may be part of what is kept.
  let quiet = 0
  for (const [n, statement] of statements.entries()) {
    run.spend()
    const before = run.done()
    try {
      const end = runStatement(statement, frame)
      if (end.kind !== 'normal') return end
      if (run.done() !== before) quiet = n + 1
    } catch (problem) {
      if (frame.isStrict || !(problem instanceof Opaque)) throw problem
      if (run.done() !== before) quiet = n
      keep(statements, n, quiet, problem, frame)
      if (statement.kind === 'return') return { kind: 'return', value: null }
      if (statement.kind === 'if' && leavesIn(statement))
        run.note(
          'may-end-early',
          'warning',
          'The migration may end here, by a condition that is known only when it runs; what follows is read as if it went on.',
          statement.loc,
          frame.file,
        )
    }
  }
  return normal
}

/** Statements before the one that is kept which may have made ready for it. */
const lookBack = 40

const keep = (statements: readonly Statement[], n: number, quiet: number, { reason, touches }: Opaque, frame: Frame): void => {
  const { run, file } = frame
  const statement = statements[n]!
  for (const name of assignedIn(statement)) frame.variables.set(name, unknown)
  // With it what only made ready for it.
  let first = n
  const used = new Set(namedIn(statement))
  for (let before = n - 1; before >= Math.max(quiet, n - lookBack); before -= 1) {
    const earlier = statements[before]!
    if (![...assignedIn(earlier)].some(name => used.has(name))) continue
    first = before
    for (const name of namedIn(earlier)) used.add(name)
  }
  const tables = [...new Set([...touches, ...statements.slice(first, n + 1).flatMap(each => run.world.tablesIn(each, file))])]
  run.keep({ file, start: statements[first]!.loc, end: statement.loc, reason, touches: tables, block: statements })
}

const inside = (body: Statement | null, frame: Frame): Completion =>
  body === null ? normal : body.kind === 'block' ? runBlock(body.children, frame) : runBlock([body], frame)

const runStatement = (statement: Statement, frame: Frame): Completion => {
  const { run } = frame
  switch (statement.kind) {
    case 'expressionstatement': {
      const { expression } = statement
      if (expression.kind === 'call') evaluateCall(expression, frame, true)
      else run.evaluate(expression, frame)
      return normal
    }
    case 'block':
      return runBlock(statement.children, frame)
    case 'if':
      return runIf(statement, frame)
    case 'foreach':
      return runForeach(statement, frame)
    case 'for':
      return runFor(statement, frame)
    case 'while':
    case 'do':
      return runWhile(statement, frame)
    case 'switch':
      return runSwitch(statement, frame)
    case 'try':
      return runTry(statement, frame)
    case 'return':
      if (statement.expr?.kind === 'call' && !frame.isStrict) return { kind: 'return', value: evaluateCall(statement.expr, frame, true) }
      return { kind: 'return', value: statement.expr === null ? null : run.evaluate(statement.expr, frame) }
    case 'break':
    case 'continue': {
      const level = statement.level === null ? 1 : Number(run.evaluate(statement.level, frame))
      return { kind: statement.kind, level }
    }
    case 'throw':
      throw new Thrown(statement.loc)
    case 'unset':
      for (const each of statement.variables)
        if (each.kind === 'variable' && typeof each.name === 'string') frame.variables.delete(each.name)
        else throw new Opaque('unsets an entry')
      return normal
    // What is shown to whoever runs it.
    case 'echo':
    case 'noop':
    case 'inline':
    case 'declare':
    case 'usegroup':
      return normal
    default:
      throw new Opaque(`uses ${statement.kind}`)
  }
}

const runIf = ({ test, body, alternate, loc }: If, frame: Frame): Completion => {
  let holds: boolean
  try {
    holds = isTruthy(frame.run.evaluate(test, frame))
  } catch (problem) {
    if (!(problem instanceof Undecided)) throw problem
    // The way that does something: the branch, unless it only ends the function.
    holds = !onlyLeaves(body)
    frame.run.note('guard-supposed', 'note', `${problem.reason}; the migration is read as if there was something to do.`, loc, frame.file)
  }
  return inside(holds ? body : alternate, frame)
}

const onlyLeaves = (body: Statement): boolean => {
  const last = body.kind === 'block' ? body.children.at(-1) : body
  return last?.kind === 'return' || last?.kind === 'throw' || last?.kind === 'continue' || last?.kind === 'break'
}

/** Does the loop around go on? Absent where what ended the body ends the loop's surroundings too. */
const after = (end: Completion): { readonly goesOn: boolean; readonly end: Completion } => {
  if (end.kind === 'normal') return { goesOn: true, end }
  if (end.kind === 'return') return { goesOn: false, end }
  if (end.level > 1) return { goesOn: false, end: { kind: end.kind, level: end.level - 1 } }
  return { goesOn: end.kind === 'continue', end: normal }
}

const loop = (statement: Foreach | For | While, frame: Frame, run: (frame: Frame) => Completion): Completion => {
  if (frame.isStrict || !isAboutRows(statement)) return run(frame)
  return frame.run.attempt(() => run({ ...frame, isStrict: true }))
}

const runForeach = (statement: Foreach, frame: Frame): Completion =>
  loop(statement, frame, inner => {
    const given = inner.run.evaluate(statement.source, inner)
    const source = given instanceof PhpArray ? given : (given as { readonly items?: PhpArray } | null)?.items
    if (!(source instanceof PhpArray)) throw new Opaque('goes through rows that are known only when it runs')
    for (const [key, value] of source.copy().entries) {
      inner.run.spend()
      assign(statement.value, value instanceof PhpArray ? value.copy() : value, inner)
      if (statement.key !== null) assign(statement.key, key, inner)
      const { goesOn, end } = after(inside(statement.body, inner))
      if (!goesOn) return end
    }
    return normal
  })

const runFor = (statement: For, frame: Frame): Completion =>
  loop(statement, frame, inner => {
    const { evaluate, spend } = inner.run
    for (const each of statement.init) evaluate(each, inner)
    while (statement.test.every(each => isTruthy(evaluate(each, inner)))) {
      spend()
      const { goesOn, end } = after(inside(statement.body, inner))
      if (!goesOn) return end
      for (const each of statement.increment) evaluate(each, inner)
    }
    return normal
  })

const runWhile = (statement: While, frame: Frame): Completion =>
  loop(statement, frame, inner => {
    let isFirst = statement.kind === 'do'
    while (isFirst || isTruthy(inner.run.evaluate(statement.test, inner))) {
      isFirst = false
      inner.run.spend()
      const { goesOn, end } = after(inside(statement.body, inner))
      if (!goesOn) return end
    }
    return normal
  })

const runSwitch = ({ test, body: { children } }: Switch, frame: Frame): Completion => {
  const value = frame.run.evaluate(test, frame)
  const matching = children.findIndex(each => each.test !== null && isEqual(frame.run.evaluate(each.test, frame), value))
  const first = matching === -1 ? children.findIndex(each => each.test === null) : matching
  if (first === -1) return normal
  for (const { body } of children.slice(first)) {
    const end = inside(body, frame)
    if (end.kind !== 'normal') return end.kind === 'break' && end.level === 1 ? normal : after(end).end
  }
  return normal
}

const runTry = ({ body, catches, always }: Try, frame: Frame): Completion => {
  const before = frame.run.done()
  let end: Completion = normal
  try {
    end = inside(body, frame)
  } catch (problem) {
    if (!(problem instanceof Thrown) || catches.length === 0) throw problem
  }
  if (frame.run.done() !== before)
    for (const each of catches)
      if (!isRaisedAgain(each.body))
        frame.run.note(
          'failure-recorded-as-success',
          'warning',
          'A failure in here is caught and not raised again: the migration is recorded as done although it was not.',
          each.loc,
          frame.file,
        )
  const last = inside(always, frame)
  return last.kind === 'normal' ? end : last
}

const isRaisedAgain = (body: unknown): boolean => {
  let isRaised = false
  walk(body, each => {
    if (each.kind === 'throw') isRaised = true
  })
  return isRaised
}
