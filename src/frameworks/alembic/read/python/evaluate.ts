import { knownItems } from './arguments.ts'
import { assign } from './assign.ts'
import { builtinOf } from './builtins.ts'
import { comprehend } from './comprehension.ts'
import { functionOf } from './functions.ts'
import { unreadableName } from './cover.ts'
import { settled } from './imports.ts'
import { compare, negate, operate } from './operators.ts'
import { subscript } from './subscript.ts'
import { formatValue, reprOf, textOf } from './text.ts'
import { isAbsent, type Expression, type ExpressionOf, type Node } from './tree.ts'
import type { Interpreter } from './world.ts'
import {
  dictOf,
  float,
  isKind,
  isUnknown,
  list,
  Opaque,
  setOf,
  truthOf,
  tuple,
  unknown,
  type Given,
  type Scope,
  type Value,
} from './values.ts'

type Evaluators = { readonly [K in Expression['nodeType']]?: (node: ExpressionOf<K>, scope: Scope, interpreter: Interpreter) => Value }

/** The value of an expression. Throws `Opaque` where working it out might do what is not known. */
export const evaluateWith = (interpreter: Interpreter, node: Node, scope: Scope): Value => {
  interpreter.tick()
  const evaluator = evaluators[node.nodeType as Expression['nodeType']] as
    ((node: Node, scope: Scope, interpreter: Interpreter) => Value) | undefined
  if (evaluator === undefined) throw new Opaque(`says what is not followed (${node.nodeType})`)
  return evaluator(node, scope, interpreter)
}

/** An imported name is found when it is first used. */
const settledIn = (names: Map<string, Value>, name: string): Value | undefined => {
  const found = names.get(name)
  if (!isKind(found, 'reference') || found.late === undefined) return found
  const value = settled(found)!
  names.set(name, value)
  return value
}

/** What a name stands for. */
export const lookUp = (name: string, scope: Scope, interpreter: Interpreter): Value => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = settledIn(at.names, name)
    if (found !== undefined) return found
  }
  const known = settledIn(scope.module.names, name) ?? builtinOf(name, interpreter)
  if (known !== undefined) return known
  if (name === '__file__') return scope.module.parsed.file.path
  const [star] = scope.module.stars
  return star === undefined ? unknown(`${name} is not defined`, false) : { kind: 'reference', path: `${star}.${name}` }
}

const isFloatText = (text: string): boolean => /[.eE]/.test(text) && !/^0[xX]/.test(text)

/** `and` and `or` give the operand that decides. */
const boolean = (node: ExpressionOf<'BoolOp'>, scope: Scope, interpreter: Interpreter): Value => {
  const stopsAt = node.op.nodeType === 'Or'
  let last: Value = null
  for (const operand of node.values) {
    last = interpreter.evaluate(operand, scope)
    const truth = truthOf(last)
    if (truth === undefined) return isUnknown(last) ? last : unknown('depends on what was imported')
    if (truth === stopsAt) return last
  }
  return last
}

const comparison = (node: ExpressionOf<'Compare'>, scope: Scope, interpreter: Interpreter): Value => {
  let left = interpreter.evaluate(node.left, scope)
  let result: Value = true
  for (const [n, operator] of node.ops.entries()) {
    const right = interpreter.evaluate(node.comparators[n]!, scope)
    result = compare(operator.nodeType, left, right)
    if (node.ops.length > 1 && truthOf(result) !== true) return result
    left = right
  }
  return result
}

const givenBy = (node: ExpressionOf<'Call'>, scope: Scope, interpreter: Interpreter): Given => {
  const args = node.args.flatMap(each =>
    each.nodeType === 'Starred' ? knownItems(interpreter.evaluate(each.value, scope)) : [interpreter.evaluate(each, scope)],
  )
  const named = new Map<string, Value>()
  for (const { arg, value } of node.keywords) {
    const evaluated = interpreter.evaluate(value, scope)
    if (arg !== undefined && arg !== null) named.set(arg, evaluated)
    else if (isKind(evaluated, 'dict')) for (const [key, item] of evaluated.entries.values()) named.set(textOf(key), item)
    else throw new Opaque('passes arguments that only running it could tell')
  }
  return { args, named }
}

const interpolated = (node: ExpressionOf<'JoinedStr'>, scope: Scope, interpreter: Interpreter): Value => {
  let text = ''
  for (const part of node.values) {
    const value = part.nodeType === 'FormattedValue' ? formattedValue(part, scope, interpreter) : interpreter.evaluate(part, scope)
    if (isUnknown(value)) return value
    text += textOf(value)
  }
  return text
}

const formattedValue = (part: ExpressionOf<'FormattedValue'>, scope: Scope, interpreter: Interpreter): Value => {
  const value = interpreter.evaluate(part.value, scope)
  if (isUnknown(value)) return value
  if (isKind(value, 'reference')) return unknown(`prints ${value.path}`)
  const spec = isAbsent(part.format_spec) ? '' : textOf(interpreter.evaluate(part.format_spec, scope))
  return formatValue(part.conversion === 114 ? reprOf(value) : value, spec)
}

const evaluators: Evaluators = {
  Constant: (node, scope) => {
    const { value } = node as { value: unknown }
    // The parser gives the same value for `...` and "...".
    if (typeof value === 'string')
      return value === '...' && node.quote_style === undefined && scope.module.parsed.textOf(node) === '...' ? unknown('...') : value
    if (typeof value === 'number') return isFloatText(scope.module.parsed.textOf(node)) ? float(value) : value
    if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return value
    return unknown('a number that SQL does not have')
  },
  Name: (node, scope, interpreter) => {
    if (node.id === unreadableName) throw new Opaque(scope.module.parsed.problemAt(node) ?? 'cannot be read')
    return lookUp(node.id, scope, interpreter)
  },
  Attribute: (node, scope, interpreter) => interpreter.attribute(interpreter.evaluate(node.value, scope), node.attr, node),
  Subscript: subscript,
  Call: (node, scope, interpreter) => {
    const callee = interpreter.evaluate(node.func, scope)
    return interpreter.call(callee, givenBy(node, scope, interpreter), node)
  },
  JoinedStr: interpolated,
  BinOp: (node, scope, interpreter) =>
    operate(node.op.nodeType, interpreter.evaluate(node.left, scope), interpreter.evaluate(node.right, scope)),
  UnaryOp: (node, scope, interpreter) => negate(node.op.nodeType, interpreter.evaluate(node.operand, scope)),
  BoolOp: boolean,
  Compare: comparison,
  IfExp: (node, scope, interpreter) => {
    const test = interpreter.evaluate(node.test, scope)
    const truth = truthOf(test)
    if (truth === undefined) return isUnknown(test) ? test : unknown('depends on what was imported')
    return interpreter.evaluate(truth ? node.body : node.orelse, scope)
  },
  NamedExpr: (node, scope, interpreter) => {
    const value = interpreter.evaluate(node.value, scope)
    assign(node.target, value, scope, interpreter)
    return value
  },
  List: (node, scope, interpreter) => list(itemsIn(node.elts, scope, interpreter)),
  Tuple: (node, scope, interpreter) => tuple(itemsIn(node.elts, scope, interpreter)),
  Set: (node, scope, interpreter) => setOf(itemsIn(node.elts, scope, interpreter)),
  Dict: (node, scope, interpreter) =>
    dictOf(
      node.keys.flatMap((key, n) => {
        const value = interpreter.evaluate(node.values[n]!, scope)
        if (!isAbsent(key)) return [[interpreter.evaluate(key, scope), value] as const]
        if (isKind(value, 'dict')) return [...value.entries.values()]
        throw new Opaque('takes over entries that only running it could tell')
      }),
    ),
  ListComp: (node, scope, interpreter) =>
    listed(comprehend(node.generators, scope, interpreter, inner => interpreter.evaluate(node.elt, inner))),
  GeneratorExp: (node, scope, interpreter) =>
    listed(comprehend(node.generators, scope, interpreter, inner => interpreter.evaluate(node.elt, inner))),
  SetComp: (node, scope, interpreter) => {
    const items = comprehend(node.generators, scope, interpreter, inner => interpreter.evaluate(node.elt, inner))
    return 'reason' in items ? items : setOf(items)
  },
  DictComp: (node, scope, interpreter) => {
    const items = comprehend(
      node.generators,
      scope,
      interpreter,
      inner => [interpreter.evaluate(node.key, inner), interpreter.evaluate(node.value, inner)] as const,
    )
    return 'reason' in items ? items : dictOf(items)
  },
  Lambda: (node, scope, interpreter) =>
    functionOf({ name: 'lambda', parameters: node.args, body: node.body, decorators: [] }, scope, interpreter),
}

const listed = (items: readonly Value[] | Extract<Value, { kind: 'unknown' }>): Value => ('reason' in items ? items : list(items))

const itemsIn = (nodes: readonly Expression[], scope: Scope, interpreter: Interpreter): readonly Value[] =>
  nodes.flatMap(node =>
    node.nodeType === 'Starred' ? knownItems(interpreter.evaluate(node.value, scope)) : [interpreter.evaluate(node, scope)],
  )
