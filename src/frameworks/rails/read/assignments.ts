import {
  InstanceVariableOrWriteNode,
  InstanceVariableReadNode,
  InstanceVariableTargetNode,
  InstanceVariableWriteNode,
  ItLocalVariableReadNode,
  LocalVariableOperatorWriteNode,
  LocalVariableOrWriteNode,
  LocalVariableReadNode,
  LocalVariableTargetNode,
  LocalVariableWriteNode,
  MultiWriteNode,
  type Node,
} from '@ruby/prism/src/nodes.js'
import { methodOf } from './methods.ts'
import { on, type Evaluators, type Run } from './run.ts'
import { Hash, listOf, notKnown, Unknown, type Value } from './value.ts'

const read = (name: string, run: Run): Value => {
  const value = run.scope.get(name)
  if (value instanceof Unknown) return notKnown(value.reason)
  return value ?? null
}

const write = (name: string, value: Value, run: Run): Value => {
  run.scope.set(name, value)
  return value
}

export const assignments: Evaluators = [
  on(LocalVariableReadNode, ({ name }, run) => read(name, run)),
  on(ItLocalVariableReadNode, (_, run) => read('it', run)),
  on(LocalVariableWriteNode, ({ name, value }, run) => write(name, run.value(value), run)),
  on(LocalVariableOperatorWriteNode, (node, run) => {
    const changed = methodOf(read(node.name, run), node.binaryOperator)
    if (changed === undefined) return notKnown(`computes with ${node.binaryOperator}`)
    const call = { name: node.binaryOperator, args: [run.value(node.value)], options: new Hash(), node, asStatement: false }
    return write(node.name, changed(call), run)
  }),
  on(LocalVariableOrWriteNode, ({ name, value }, run) => {
    const present = read(name, run)
    return present === null || present === false ? write(name, run.value(value), run) : present
  }),
  on(InstanceVariableReadNode, ({ name }, run) => read(name, run)),
  on(InstanceVariableWriteNode, ({ name, value }, run) => write(name, run.value(value), run)),
  on(InstanceVariableOrWriteNode, ({ name, value }, run) => {
    const present = read(name, run)
    return present === null || present === false ? write(name, run.value(value), run) : present
  }),
  on(MultiWriteNode, (node, run) => {
    const { lefts, rest, rights } = node
    if (rest !== null || rights.length > 0) return notKnown('assigns in an unusual way')
    const value = run.value(node.value)
    const values = listOf(value)
    lefts.forEach((target, n) => write(nameOf(target), values[n] ?? null, run))
    return value
  }),
]

const nameOf = (target: Node): string =>
  target instanceof LocalVariableTargetNode || target instanceof InstanceVariableTargetNode
    ? target.name
    : notKnown('assigns to something that is no variable')
