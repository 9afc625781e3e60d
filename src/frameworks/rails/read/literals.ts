import {
  ArrayNode,
  AssocNode,
  AssocSplatNode,
  ConstantPathNode,
  ConstantReadNode,
  EmbeddedStatementsNode,
  FalseNode,
  FloatNode,
  HashNode,
  ImplicitNode,
  IntegerNode,
  InterpolatedStringNode,
  InterpolatedSymbolNode,
  KeywordHashNode,
  LambdaNode,
  NilNode,
  RangeNode,
  RationalNode,
  RegularExpressionNode,
  SelfNode,
  SourceFileNode,
  SplatNode,
  StringNode,
  SymbolNode,
  TrueNode,
  type Node,
} from '@ruby/prism/src/nodes.js'
import { blockOf } from './blocks.ts'
import { on, type Evaluators, type Run } from './run.ts'
import { Constant, Decimal, Hash, listOf, notKnown, Pattern, Range, Sym, textOf, type Value } from './value.ts'

/** Elements of an array or of a list of arguments, splats spread out. */
export const elements = (nodes: readonly Node[], run: Run): readonly Value[] =>
  nodes.flatMap((node): readonly Value[] => {
    if (!(node instanceof SplatNode)) return [run.value(node)]
    const list = node.expression === null ? notKnown('passes on arguments it does not name') : run.value(node.expression)
    return list instanceof Hash ? list.pairs.map(pair => [...pair]) : list instanceof Range ? roundsOf(list) : listOf(list)
  })

/** The numbers of a range, as far as anybody would write them out. */
export const roundsOf = ({ from, to }: Range): readonly number[] =>
  to - from > 10_000
    ? notKnown('goes through more than 10,000 numbers')
    : Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)

const pairs = (nodes: readonly Node[], run: Run): Hash =>
  new Hash(
    nodes.flatMap((node): readonly (readonly [Value, Value])[] => {
      if (node instanceof AssocNode) {
        const { value } = node
        return [[run.value(node.key), run.value(value instanceof ImplicitNode ? value.value : value)]]
      }
      const spread = node instanceof AssocSplatNode && node.value !== null ? run.value(node.value) : undefined
      return spread instanceof Hash ? spread.pairs : spread === null ? [] : notKnown('spreads something that is no hash')
    }),
  )

/** From the text: the parser's own number is cut to four bytes, with a sign. */
const integer = (text: string): Value => {
  const digits = text.replaceAll('_', '').toLowerCase()
  const plain = digits.replace(/^0d/, '').replace(/^0o?(?=[0-7]+$)/, '0o')
  const value = Number(plain === '0o' ? '0' : plain)
  return Number.isSafeInteger(value) ? value : new Decimal(digits)
}

const parts = (nodes: readonly Node[], run: Run): string => nodes.map(node => textOf(run.value(node))).join('')

export const pathOf = (node: Node): string | undefined => {
  if (node instanceof ConstantReadNode) return node.name
  if (!(node instanceof ConstantPathNode) || node.name === null) return undefined
  if (node.parent === null) return node.name
  const parent = pathOf(node.parent)
  return parent === undefined ? undefined : `${parent}::${node.name}`
}

export const literals: Evaluators = [
  on(NilNode, () => null),
  on(TrueNode, () => true),
  on(FalseNode, () => false),
  on(IntegerNode, (node, run) => integer(run.text(node))),
  on(FloatNode, (node, { text }) => new Decimal(text(node).replaceAll('_', ''))),
  on(RationalNode, () => notKnown('uses a rational number')),
  on(StringNode, ({ unescaped }) => unescaped.value),
  on(SymbolNode, ({ unescaped }) => new Sym(unescaped.value)),
  on(InterpolatedStringNode, (node, run) => parts(node.parts, run)),
  on(InterpolatedSymbolNode, (node, run) => new Sym(parts(node.parts, run))),
  on(EmbeddedStatementsNode, ({ statements }, run) => run.body(statements, false)),
  on(RegularExpressionNode, node => new Pattern(node.unescaped.value, node.isIgnoreCase() ? 'i' : '')),
  on(ArrayNode, (node, run) => elements(node.elements, run)),
  on(HashNode, (node, run) => pairs(node.elements, run)),
  on(KeywordHashNode, (node, run) => pairs(node.elements, run)),
  on(RangeNode, (node, run) => {
    const [from, to] = [node.left === null ? null : run.value(node.left), node.right === null ? null : run.value(node.right)]
    if (typeof from !== 'number' || typeof to !== 'number') return notKnown('uses a range of something else than numbers')
    return new Range(from, node.isExcludeEnd() ? to - 1 : to)
  }),
  on(LambdaNode, (node, run) => blockOf(node.parameters, node.body, run)),
  on(SourceFileNode, (_, { source }) => source.path),
  on(SelfNode, () => new Constant('self')),
  on(ConstantReadNode, ({ name }, run) => run.constant(name)),
  on(ConstantPathNode, (node, run) => {
    const path = pathOf(node)
    return path === undefined ? notKnown('names a constant of something it computes') : run.constant(path)
  }),
]
