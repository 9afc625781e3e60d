import {
  AndNode,
  BeginNode,
  BreakNode,
  CaseNode,
  ElseNode,
  ForNode,
  IfNode,
  LocalVariableTargetNode,
  NextNode,
  OrNode,
  ParenthesesNode,
  RescueModifierNode,
  ReturnNode,
  SplatNode,
  StatementsNode,
  UnlessNode,
  WhenNode,
  type ArgumentsNode,
  type Node,
} from '@ruby/prism/src/nodes.js'
import { environmentAsked } from './environment.ts'
import { elements, roundsOf } from './literals.ts'
import { Leave, on, type Evaluators, type Run } from './run.ts'
import { Constant, isTrue, listOf, notKnown, Pattern, Range, sameValue, textOf, type Value } from './value.ts'

const result = (args: ArgumentsNode | null, run: Run): Value => {
  const values = args === null ? [] : elements(args.arguments_, run)
  return values.length === 1 ? values[0]! : values.length === 0 ? null : values
}

interface Branches {
  readonly predicate: Node
  readonly body: Node | null
  readonly otherwise: Node | null
}

/** A statement that does nothing but leave. */
const leaves = (node: Node | null): boolean =>
  node instanceof StatementsNode && node.body.length === 1 && node.body[0] instanceof ReturnNode

/**
 * `if`, `unless` and `? :`. What depends on the environment Rails runs in is taken to run: the files of another framework
 * cannot ask for it.
 */
const branch = (node: Node, { predicate, body, otherwise }: Branches, wanted: boolean, run: Run, asStatement: boolean): Value => {
  const environment = environmentAsked(predicate, run)
  if (environment !== undefined && asStatement && otherwise === null) {
    run.remark(node, 'environment', `${environment}: it is taken to run everywhere`)
    return leaves(body) ? null : run.body(body, true)
  }
  if (environment !== undefined) run.remark(node, 'environment', `${environment}: it is read as in production`)
  const taken = isTrue(run.value(predicate)) === wanted ? body : otherwise
  if (taken === null) return null
  return taken instanceof IfNode ? (asStatement ? run.statement(taken) : run.value(taken)) : run.body(bodyOf(taken), asStatement)
}

const bodyOf = (node: Node): Node | null => (node instanceof ElseNode ? node.statements : node)

/** `pattern === value` of a `when`. */
const fits = (pattern: Value, value: Value): boolean => {
  if (pattern instanceof Pattern) return new RegExp(pattern.source, pattern.flags).test(textOf(value))
  if (pattern instanceof Range) return typeof value === 'number' && value >= pattern.from && value <= pattern.to
  if (pattern instanceof Constant) return notKnown('asks for the class of a value')
  return sameValue(pattern, value)
}

export const controlFlow: Evaluators = [
  on(StatementsNode, (node, run, asStatement) => run.body(node, asStatement)),
  on(ParenthesesNode, ({ body }, run, asStatement) => run.body(body, asStatement)),
  on(IfNode, (node, run, asStatement) =>
    branch(node, { predicate: node.predicate, body: node.statements, otherwise: node.subsequent }, true, run, asStatement),
  ),
  on(UnlessNode, (node, run, asStatement) =>
    branch(node, { predicate: node.predicate, body: node.statements, otherwise: node.elseClause }, false, run, asStatement),
  ),
  on(CaseNode, (node, run, asStatement) => {
    const value = node.predicate === null ? true : run.value(node.predicate)
    const taken = node.conditions.find(
      condition =>
        condition instanceof WhenNode &&
        condition.conditions.some(each =>
          each instanceof SplatNode
            ? elements([each], run).some(one => fits(one, value))
            : node.predicate === null
              ? isTrue(run.value(each))
              : fits(run.value(each), value),
        ),
    )
    if (taken instanceof WhenNode) return run.body(taken.statements, asStatement)
    return node.elseClause === null ? null : run.body(node.elseClause.statements, asStatement)
  }),
  on(AndNode, (node, run, asStatement) => {
    const left = run.value(node.left)
    return !isTrue(left) ? left : asStatement ? run.statement(node.right) : run.value(node.right)
  }),
  on(OrNode, (node, run, asStatement) => {
    const left = run.value(node.left)
    return isTrue(left) ? left : asStatement ? run.statement(node.right) : run.value(node.right)
  }),
  on(BeginNode, (node, run, asStatement) => {
    if (node.rescueClause !== null) {
      // What it answers may come from either way.
      if (!asStatement) return notKnown('goes on after an error')
      run.remark(node.rescueClause, 'rescue', 'what it does after an error is left out: it is read as if there were none')
    }
    const value = run.body(node.statements, asStatement)
    if (node.ensureClause !== null) run.body(node.ensureClause.statements, asStatement)
    return value
  }),
  on(RescueModifierNode, (node, run, asStatement) => {
    if (!asStatement) return notKnown('goes on after an error')
    run.remark(node, 'rescue', 'what it does after an error is left out: it is read as if there were none')
    return run.statement(node.expression)
  }),
  on(ForNode, (node, run, asStatement) => {
    if (!(node.index instanceof LocalVariableTargetNode)) return notKnown('loops in an unusual way')
    const list = run.value(node.collection)
    for (const each of list instanceof Range ? roundsOf(list) : listOf(list)) {
      run.scope.set(node.index.name, each)
      run.body(node.statements, asStatement)
    }
    return null
  }),
  on(ReturnNode, (node, run) => {
    throw new Leave('method', result(node.arguments_, run))
  }),
  on(NextNode, (node, run) => {
    throw new Leave('block', result(node.arguments_, run))
  }),
  on(BreakNode, (node, run) => {
    throw new Leave('loop', result(node.arguments_, run))
  }),
]
