import {
  BlockArgumentNode,
  BlockNode,
  CallNode,
  ForwardingSuperNode,
  KeywordHashNode,
  LocalVariableReadNode,
  SelfNode,
  SuperNode,
  SymbolNode,
  YieldNode,
  type Node,
} from '@ruby/prism/src/nodes.js'
import { blockOf } from './blocks.ts'
import { elements } from './literals.ts'
import { methodOf } from './methods.ts'
import { Leave, on, type Evaluators, type Run } from './run.ts'
import { Block, Constant, Hash, notKnown, Receiver, textOf, Unknown, type Call, type Value } from './value.ts'

/** Methods that mean the same whatever they are called on, and change nothing. */
const transparent = new Set(['freeze', 'to_sql'])

/** `&:name` and `&block`. */
const blockArgument = (node: BlockArgumentNode, run: Run): Block => {
  const { expression } = node
  if (expression instanceof SymbolNode) {
    const name = expression.unescaped.value
    return new Block(([self = null, ...args], asStatement) => send(self, { name, args, options: new Hash(), node, asStatement }, run), 1)
  }
  const value = expression === null ? run.scope.get('&') : run.value(expression)
  return value instanceof Block ? value : notKnown('passes on a block it does not name')
}

const blockIn = (node: Node | null, run: Run): Block | undefined => {
  if (node instanceof BlockNode) return blockOf(node.parameters, node.body, run)
  return node instanceof BlockArgumentNode ? blockArgument(node, run) : undefined
}

const argumentsIn = (nodes: readonly Node[], run: Run): { readonly args: readonly Value[]; readonly options: Hash } => {
  const last = nodes.at(-1)
  if (!(last instanceof KeywordHashNode)) return { args: elements(nodes, run), options: new Hash() }
  return { args: elements(nodes.slice(0, -1), run), options: run.value(last) as Hash }
}

/** A method of a value; a loop that is left by `break` has its value. */
const send = (self: Value, call: Call, run: Run): Value => {
  if (self instanceof Unknown) return notKnown(self.reason)
  if (self instanceof Receiver) return self.call(call)
  if (self instanceof Constant) return self.path === 'self' ? run.callSelf(call) : run.callConstant(self.path, call)
  const method = methodOf(self, call.name)
  if (method === undefined) return notKnown(refusal(call, run))
  try {
    return method(call)
  } catch (problem) {
    if (problem instanceof Leave && problem.from === 'loop') return problem.value
    throw problem
  }
}

const refusal = ({ name, node }: Call, run: Run): string => {
  const receiver = node instanceof CallNode && node.receiver !== null ? run.text(node.receiver) : 'a value'
  return `calls ${name} on ${receiver.length > 40 ? 'a value' : receiver}`
}

/** `list << value`, `text << more`: Ruby changes what the variable holds. */
const append = (node: CallNode, run: Run): Value | undefined => {
  if ((node.name !== '<<' && node.name !== 'push') || !(node.receiver instanceof LocalVariableReadNode)) return undefined
  const present = run.value(node.receiver)
  const more = elements(node.arguments_?.arguments_ ?? [], run)
  const changed = Array.isArray(present)
    ? [...(present as readonly Value[]), ...more]
    : typeof present === 'string' && node.name === '<<'
      ? present + more.map(textOf).join('')
      : undefined
  if (changed !== undefined) run.scope.set(node.receiver.name, changed)
  return changed
}

const evaluateCall = (node: CallNode, run: Run, asStatement: boolean): Value => {
  const appended = append(node, run)
  if (appended !== undefined) return appended
  const { receiver, name } = node
  const isOwn = receiver === null || receiver instanceof SelfNode
  const self = isOwn ? null : run.value(receiver)
  if (!isOwn && self === null && node.isSafeNavigation()) return null
  if (!isOwn && transparent.has(name)) return self
  const given = node.arguments_?.arguments_ ?? []
  const call: Call = { name, ...argumentsIn(given, run), ...said(blockIn(node.block, run)), node, asStatement }
  return isOwn ? run.callSelf(call) : send(self, call, run)
}

const said = (block: Block | undefined): { readonly block?: Block } => (block === undefined ? {} : { block })

export const calls: Evaluators = [
  on(CallNode, evaluateCall),
  on(YieldNode, (node, run, asStatement) => {
    const block = run.scope.get('&')
    if (!(block instanceof Block)) return notKnown('yields to a block it was not given')
    return block.call(elements(node.arguments_?.arguments_ ?? [], run), asStatement)
  }),
  on(ForwardingSuperNode, (_, run) => run.callAbove()),
  on(SuperNode, (node, run, asStatement) => {
    const given = node.arguments_?.arguments_ ?? []
    return run.callAbove({ ...argumentsIn(given, run), ...said(blockIn(node.block, run)), node, asStatement })
  }),
]
