import { bindParameters } from './arguments.ts'
import { isAbsent, type Expression, type Parameters, type Statement } from './tree.ts'
import { nodesIn } from './tree.ts'
import type { Interpreter } from './world.ts'
import { list, Opaque, unknown, type Given, type Scope, type Value, type Written } from './values.ts'

interface Definition {
  readonly name: string
  readonly parameters: Parameters
  readonly body: readonly Statement[] | Expression
  readonly decorators: readonly Expression[]
}

/** A function as a value: its defaults are worked out where it is defined. */
export const functionOf = ({ name, parameters, body, decorators }: Definition, scope: Scope, interpreter: Interpreter): Written => {
  const isContext = decorators.some(
    node => (node.nodeType === 'Name' ? node.id : node.nodeType === 'Attribute' ? node.attr : '') === 'contextmanager',
  )
  return {
    kind: 'written',
    name,
    parameters,
    defaults: (parameters.defaults ?? []).map(node => interpreter.evaluate(node, scope)),
    keywordDefaults: (parameters.kw_defaults ?? []).map(node => (isAbsent(node) ? undefined : interpreter.evaluate(node, scope))),
    body,
    scope,
    isGenerator: Array.isArray(body) && isGenerator(body, scope),
    ...(isContext ? { isContext: true as const } : {}),
  }
}

const isGenerator = (body: readonly Statement[], { module: { parsed } }: Scope): boolean => {
  const [first, last] = [body[0], body.at(-1)]
  if (first === undefined || last === undefined) return false
  const text = parsed.file.text.slice(parsed.rangeOf(first).start, parsed.rangeOf(last).end)
  return text.includes('yield') && body.some(yields)
}

const yields = (statement: Statement): boolean =>
  nodesIn(statement).some(({ nodeType }) => nodeType === 'Yield' || nodeType === 'YieldFrom')

/** A helper in a helper in a helper, and so on, calls itself. */
const deepest = 40

let depth = 0

/** Runs a function that was read, as if its body stood where it is called. */
export const callWith = (interpreter: Interpreter, callee: Written, given: Given): Value => {
  if (depth >= deepest) throw new Opaque(`calls ${callee.name} in itself`)
  if (callee.isGenerator) return generated(interpreter, callee, given)
  const scope: Scope = { names: bindParameters(callee, given), parent: callee.scope, module: callee.scope.module, globals: new Set() }
  if (!Array.isArray(callee.body)) return interpreter.evaluate(callee.body as Expression, scope)
  depth += 1
  try {
    const ending = interpreter.execute(callee.body, scope)
    if (ending?.kind === 'raise') throw new Opaque(ending.what)
    return ending?.kind === 'return' ? ending.value : null
  } finally {
    depth -= 1
  }
}

/** What a generator of nothing but `yield`s gives. */
const generated = (interpreter: Interpreter, callee: Written, given: Given): Value => {
  if (callee.isContext) return context(interpreter, callee, given)
  const scope: Scope = { names: bindParameters(callee, given), parent: callee.scope, module: callee.scope.module, globals: new Set() }
  const items: Value[] = []
  for (const statement of callee.body as readonly Statement[]) {
    if (statement.nodeType !== 'Expr' || statement.value.nodeType !== 'Yield') return unknown(`goes through ${callee.name}`)
    items.push(isAbsent(statement.value.value) ? null : interpreter.evaluate(statement.value.value, scope))
  }
  return list(items)
}

/** `@contextmanager`: the statements before its `yield`, the block, those after it. */
const context = (interpreter: Interpreter, callee: Written, given: Given): Value => {
  const body = callee.body as readonly Statement[]
  const steps = body.flatMap(statement => (statement.nodeType === 'Try' ? statement.body : [statement]))
  const at = steps.findIndex(statement => statement.nodeType === 'Expr' && statement.value.nodeType === 'Yield')
  if (at < 0) throw new Opaque(`begins a block by ${callee.name}`)
  const scope: Scope = { names: bindParameters(callee, given), parent: callee.scope, module: callee.scope.module, globals: new Set() }
  const finals = body.flatMap(statement => (statement.nodeType === 'Try' ? statement.finalbody : []))
  return {
    kind: 'thing',
    type: 'context',
    around: block => {
      interpreter.execute(steps.slice(0, at), scope)
      block()
      interpreter.execute([...steps.slice(at + 1), ...finals], scope)
    },
  }
}
