import { assign, lookUp } from './assign.ts'
import { evaluateCall } from './call.ts'
import { constructed } from './construct.ts'
import { classNamed, evaluateStatic } from './static.ts'
import { Opaque, Thrown, type Frame, PhpArray, type Value } from './frame.ts'
import { Closure } from './invoke.ts'
import type { ArrayLiteral, Binary, Expression } from './nodes.ts'
import { isIdentical, operate, toNumber, toText } from './operators.ts'
import { isObject, isTruthy, keyFor } from './value.ts'

/** The value of an expression. Throws `Opaque` where it is not known. */
export const evaluate = (node: Expression, frame: Frame): Value => {
  frame.run.spend()
  switch (node.kind) {
    case 'string':
    case 'nowdoc':
      return node.value
    case 'number':
      return numberOf(node.value)
    case 'boolean':
      return node.value
    case 'magic':
      return magic(node.value, frame)
    case 'nullkeyword':
      return null
    case 'encapsed':
      if (node.type === 'shell') throw new Opaque('runs a command of the system')
      return node.value.map(({ expression }) => toText(evaluate(expression, frame))).join('')
    case 'array':
      return arrayOf(node, frame)
    case 'variable':
    case 'offsetlookup':
    case 'propertylookup':
    case 'nullsafepropertylookup':
      return lookUp(node, frame) ?? missing(node)
    case 'staticlookup':
      return evaluateStatic(node, frame)
    case 'name':
      return constantNamed(node.name)
    case 'call':
      return evaluateCall(node, frame, false)
    case 'new':
      return constructed(node, frame)
    case 'closure':
    case 'arrowfunc':
      return new Closure(node, frame)
    case 'bin':
      return binary(node, frame)
    case 'unary':
      return unary(node.type, evaluate(node.what, frame))
    case 'cast':
      return cast(node.type, evaluate(node.expr, frame))
    case 'retif': {
      const test = evaluate(node.test, frame)
      if (isTruthy(test)) return node.trueExpr === null ? test : evaluate(node.trueExpr, frame)
      return evaluate(node.falseExpr, frame)
    }
    case 'match': {
      const value = evaluate(node.cond, frame)
      const arm = node.arms.find(({ conds }) => conds === null || conds.some(each => isIdentical(evaluate(each, frame), value)))
      if (arm === undefined) throw new Opaque('matches nothing')
      return evaluate(arm.body, frame)
    }
    case 'assign': {
      if (node.operator === '??=') {
        const there = lookUp(node.left, frame) ?? null
        if (there !== null) return there
      }
      const right = evaluate(node.right, frame)
      const value =
        node.operator === '=' || node.operator === '??='
          ? right instanceof PhpArray && node.right.kind !== 'array'
            ? right.copy()
            : right
          : operate(node.operator.slice(0, -1), evaluate(node.left, frame), right)
      assign(node.left, value, frame)
      return value
    }
    case 'post':
    case 'pre': {
      const value = toNumber(evaluate(node.what, frame))
      const next = node.type === '+' ? value + 1 : value - 1
      assign(node.what, next, frame)
      return node.kind === 'post' ? value : next
    }
    case 'isset':
      return node.variables.every(each => (lookUp(each, frame) ?? null) !== null)
    case 'empty':
      return !isTruthy(lookUp(node.expression, frame))
    case 'silent':
      return evaluate(node.expr, frame)
    case 'throw':
      throw new Thrown(node.loc)
    default:
      throw new Opaque(`uses ${node.kind}`)
  }
}

const magic = (name: string, { file, class: of }: Frame): Value => {
  if (name === '__DIR__') return file.path.slice(0, Math.max(file.path.lastIndexOf('/'), 0))
  if (name === '__FILE__') return file.path
  if (name === '__CLASS__' && of !== undefined) return of.name
  throw new Opaque(`reads ${name}`)
}

const missing = (node: Expression): Value => {
  if (node.kind === 'variable' || node.kind === 'offsetlookup') return null
  throw new Opaque('reads a property that is known only when it runs')
}

const numberOf = (text: string): Value => {
  const digits = text.replaceAll('_', '')
  const value = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  // What a number cannot hold is only ever printed.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? digits : value
}

const arrayOf = ({ items }: ArrayLiteral, frame: Frame): PhpArray => {
  const array = new PhpArray()
  for (const item of items) {
    if (item.kind !== 'entry') {
      // php-parser gives some items bare.
      array.push(evaluate(item as unknown as Expression, frame))
      continue
    }
    const value = evaluate(item.value, frame)
    if (item.unpack) {
      if (!(value instanceof PhpArray)) throw new Opaque('spreads what is no array')
      for (const [key, each] of value.entries)
        if (typeof key === 'string') array.set(key, each)
        else array.push(each)
    } else if (item.key === null) array.push(value)
    else array.set(keyFor(evaluate(item.key, frame)), value)
  }
  return array
}

const constants: Readonly<Record<string, Value>> = {
  PHP_EOL: '\n',
  PHP_INT_MAX: '9223372036854775807',
  DIRECTORY_SEPARATOR: '/',
  null: null,
}

const constantNamed = (name: string): Value => {
  const value = constants[name.replace(/^\\/, '')]
  if (value === undefined) throw new Opaque(`reads the constant ${name}`)
  return value
}

const binary = (node: Binary, frame: Frame): Value => {
  const { type, left, right } = node
  if (type === '&&' || type === 'and') return isTruthy(evaluate(left, frame)) && isTruthy(evaluate(right, frame))
  if (type === '||' || type === 'or') return isTruthy(evaluate(left, frame)) || isTruthy(evaluate(right, frame))
  if (type === '??') return lookUp(left, frame) ?? evaluate(right, frame)
  if (type === 'instanceof') {
    const value = evaluate(left, frame)
    const name = classNamed(right, frame)
    const is = name === undefined ? undefined : frame.run.world.isInstance(value, name)
    if (is === undefined) throw new Opaque('asks what class an object has')
    return is
  }
  return operate(type, evaluate(left, frame), evaluate(right, frame))
}

const unary = (operator: string, value: Value): Value => {
  if (operator === '!') return !isTruthy(value)
  if (operator === '-') return -toNumber(value)
  if (operator === '+') return toNumber(value)
  throw new Opaque(`uses the operator ${operator}`)
}

const cast = (type: string, value: Value): Value => {
  switch (type) {
    case 'string':
      return toText(value)
    case 'int':
    case 'integer':
      return Math.trunc(toNumber(value))
    case 'float':
    case 'double':
      return toNumber(value)
    case 'bool':
    case 'boolean':
      return isTruthy(value)
    case 'array':
      return value instanceof PhpArray ? value : value === null ? new PhpArray() : isObject(value) ? opaqueCast(type) : PhpArray.of([value])
    default:
      return opaqueCast(type)
  }
}

const opaqueCast = (type: string): never => {
  throw new Opaque(`casts to ${type}`)
}
