import { itemsOf } from './arguments.ts'
import { assign, namesAssigned, setName } from './assign.ts'
import { classOf } from './classes.ts'
import { functionOf } from './functions.ts'
import { importInto } from './imports.ts'
import { operate } from './operators.ts'
import { isAbsent, nodesIn, type Expression, type Statement, type StatementOf } from './tree.ts'
import type { Ending, Interpreter } from './world.ts'
import { isKind, isUnknown, keyFor, Opaque, truthOf, unknown, type Scope, type Value } from './values.ts'

type Executors = {
  readonly [K in Statement['nodeType']]?: (node: StatementOf<K>, scope: Scope, interpreter: Interpreter) => Ending | undefined
}

/** Does statements in order. One that cannot be followed stays as it is, and what it names is not known from there on. */
export const executeWith = (interpreter: Interpreter, statements: readonly Statement[], scope: Scope): Ending | undefined => {
  const before = interpreter.world.stand(undefined)
  try {
    return inOrder(interpreter, statements, scope)
  } finally {
    interpreter.world.stand(before)
  }
}

const inOrder = (interpreter: Interpreter, statements: readonly Statement[], scope: Scope): Ending | undefined => {
  for (const statement of statements) {
    interpreter.tick()
    interpreter.world.stand({ statement, scope })
    const executor = executors[statement.nodeType] as
      ((node: Statement, scope: Scope, interpreter: Interpreter) => Ending | undefined) | undefined
    try {
      if (executor === undefined) throw new Opaque(`says what is not followed (${statement.nodeType})`)
      const ending = executor(statement, scope, interpreter)
      if (ending !== undefined) return ending
    } catch (problem) {
      if (!(problem instanceof Opaque)) throw problem
      interpreter.world.keep(statement, problem, scope)
      forget(statement, problem.reason, scope)
    }
  }
  return undefined
}

/** What a statement that is not followed would have named. */
const forget = (statement: Statement, reason: string, scope: Scope): void => {
  const lost = unknown(reason, false)
  for (const node of nodesIn(statement)) {
    if (node.nodeType === 'Assign')
      for (const target of (node as StatementOf<'Assign'>).targets) for (const name of namesAssigned(target)) setName(name, lost, scope)
    if (node.nodeType === 'AugAssign' || node.nodeType === 'AnnAssign' || node.nodeType === 'For')
      for (const name of namesAssigned((node as StatementOf<'For'>).target)) setName(name, lost, scope)
  }
}

/** The truth that a statement turns on. */
const decided = (node: Expression, scope: Scope, interpreter: Interpreter): boolean => {
  const value = interpreter.evaluate(node, scope)
  const truth = truthOf(value)
  if (truth === undefined) throw new Opaque(isUnknown(value) ? `depends on data: ${value.reason}` : 'depends on what was imported')
  return truth
}

const loop = (node: StatementOf<'For'>, scope: Scope, interpreter: Interpreter): Ending | undefined => {
  const over = interpreter.evaluate(node.iter, scope)
  const items = itemsOf(over)
  if (items === undefined) throw new Opaque(isUnknown(over) ? `goes over data: ${over.reason}` : 'goes over what is not followed')
  for (const item of items) {
    assign(node.target, item, scope, interpreter)
    const ending = interpreter.execute(node.body, scope)
    if (ending?.kind === 'break') return undefined
    if (ending !== undefined && ending.kind !== 'continue') return ending
  }
  return interpreter.execute(node.orelse, scope)
}

const repeat = (node: StatementOf<'While'>, scope: Scope, interpreter: Interpreter): Ending | undefined => {
  while (decided(node.test, scope, interpreter)) {
    const ending = interpreter.execute(node.body, scope)
    if (ending?.kind === 'break') return undefined
    if (ending !== undefined && ending.kind !== 'continue') return ending
  }
  return interpreter.execute(node.orelse, scope)
}

const within = (node: StatementOf<'With'>, scope: Scope, interpreter: Interpreter, from = 0): Ending | undefined => {
  const item = node.items[from]
  if (item === undefined) return interpreter.execute(node.body, scope)
  const value = interpreter.evaluate(item.context_expr, scope)
  if (!isKind(value, 'thing') || value.around === undefined)
    throw new Opaque(isUnknown(value) ? value.reason : 'begins a block that is not followed')
  let ending: Ending | undefined
  const entered = value.get?.('__enter__', item.context_expr)
  if (!isAbsent(item.optional_vars)) assign(item.optional_vars, entered ?? value, scope, interpreter)
  value.around(() => {
    ending = within(node, scope, interpreter, from + 1)
  })
  return ending
}

/** What is tried is taken to succeed: a statement that fails ends a transaction of PostgreSQL anyway. */
const attempt = (node: StatementOf<'Try'>, scope: Scope, interpreter: Interpreter): Ending | undefined => {
  const ending = interpreter.execute(node.body, scope)
  if (ending?.kind === 'raise' && node.handlers.length > 0) throw new Opaque('catches what it raises')
  const after = ending ?? interpreter.execute(node.orelse, scope)
  return interpreter.execute(node.finalbody, scope) ?? after
}

const raised = (node: StatementOf<'Raise'>): string => {
  const what = isAbsent(node.exc) ? undefined : node.exc.nodeType === 'Call' ? node.exc.func : node.exc
  return `raises ${what?.nodeType === 'Name' ? what.id : what?.nodeType === 'Attribute' ? what.attr : 'an error'}`
}

const executors: Executors = {
  Expr: (node, scope, interpreter) => {
    if (node.value.nodeType === 'Constant') return undefined
    const value = interpreter.evaluate(node.value, scope)
    if (isUnknown(value) && !value.isData) throw new Opaque(value.reason)
    return undefined
  },
  Assign: (node, scope, interpreter) => {
    const value = interpreter.evaluate(node.value, scope)
    for (const target of node.targets) assign(target, value, scope, interpreter)
    return undefined
  },
  AnnAssign: (node, scope, interpreter) => {
    if (!isAbsent(node.value)) assign(node.target, interpreter.evaluate(node.value, scope), scope, interpreter)
    return undefined
  },
  AugAssign: (node, scope, interpreter) => {
    const before = interpreter.evaluate(node.target, scope)
    const by = interpreter.evaluate(node.value, scope)
    if (isKind(before, 'list') && before.type === 'list' && node.op.nodeType === 'Add' && isKind(by, 'list')) before.items.push(...by.items)
    else assign(node.target, operate(node.op.nodeType, before, by), scope, interpreter)
    return undefined
  },
  If: (node, scope, interpreter) => interpreter.execute(decided(node.test, scope, interpreter) ? node.body : node.orelse, scope),
  For: loop,
  While: repeat,
  With: (node, scope, interpreter) => within(node, scope, interpreter),
  Try: attempt,
  FunctionDef: (node, scope, interpreter) => {
    setName(
      node.name,
      functionOf({ name: node.name, parameters: node.args, body: node.body, decorators: node.decorator_list ?? [] }, scope, interpreter),
      scope,
    )
    return undefined
  },
  ClassDef: (node, scope, interpreter) => {
    setName(node.name, classOf(node, scope, interpreter), scope)
    return undefined
  },
  Import: (node, scope, interpreter) => importInto(node, scope, interpreter),
  ImportFrom: (node, scope, interpreter) => importInto(node, scope, interpreter),
  Return: (node, scope, interpreter) => ({ kind: 'return', value: isAbsent(node.value) ? null : interpreter.evaluate(node.value, scope) }),
  Raise: node => ({ kind: 'raise', what: raised(node), at: node }),
  Break: () => ({ kind: 'break' }),
  Continue: () => ({ kind: 'continue' }),
  Pass: () => undefined,
  Comment: () => undefined,
  Assert: (node, scope, interpreter) => {
    if (!decided(node.test, scope, interpreter)) throw new Opaque('asserts what does not hold')
    return undefined
  },
  Global: (node, scope) => {
    for (const name of node.names) scope.globals.add(name)
    return undefined
  },
  Nonlocal: () => undefined,
  Delete: (node, scope, interpreter) => {
    for (const target of node.targets) {
      if (target.nodeType === 'Name') scope.names.delete(target.id)
      else if (target.nodeType === 'Subscript') drop(interpreter.evaluate(target.value, scope), interpreter.evaluate(target.slice, scope))
      else throw new Opaque('deletes what is not followed')
    }
    return undefined
  },
}

const drop = (of: Value, key: Value): void => {
  if (isKind(of, 'dict')) of.entries.delete(keyFor(key))
  else if (isKind(of, 'list') && typeof key === 'number') of.items.splice(key, 1)
  else if (!isUnknown(of)) throw new Opaque('deletes what is not followed')
}
