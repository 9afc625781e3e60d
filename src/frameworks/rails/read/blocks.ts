import {
  BlockParametersNode,
  ItParametersNode,
  KeywordRestParameterNode,
  MultiTargetNode,
  NumberedParametersNode,
  OptionalKeywordParameterNode,
  ParametersNode,
  RequiredKeywordParameterNode,
  RequiredParameterNode,
  RestParameterNode,
  SplatNode,
  type Node,
} from '@ruby/prism/src/nodes.js'
import { Leave, Scope, type Run } from './run.ts'
import { Block, Hash, listOf, notKnown, type Value } from './value.ts'

const bindOne = (target: Node, value: Value, scope: Scope): void => {
  if (target instanceof RequiredParameterNode) scope.declare(target.name, value)
  else if (target instanceof MultiTargetNode) bindMany(target, listOf(value), scope)
  else notKnown('takes its arguments apart in an unusual way')
}

/** `(a, *b, c)`: the parts of one argument. */
const bindMany = ({ lefts, rest, rights }: MultiTargetNode, values: readonly Value[], scope: Scope): void => {
  lefts.forEach((target, n) => bindOne(target, values[n] ?? null, scope))
  const after = Math.max(lefts.length, values.length - rights.length)
  if (rest instanceof SplatNode && rest.expression instanceof RequiredParameterNode)
    scope.declare(rest.expression.name, values.slice(lefts.length, after))
  rights.forEach((target, n) => bindOne(target, values[after + n] ?? null, scope))
}

/** Gives the parameters of a method or block their values. */
export const bind = (parameters: ParametersNode, given: readonly Value[], keywords: Hash | undefined, run: Run): void => {
  const { scope } = run
  const { requireds, optionals, rest, posts, keywords: named, keywordRest } = parameters
  // Without keyword parameters a method gets its keywords as a hash.
  const args = keywords !== undefined && named.length === 0 && keywordRest === null ? [...given, keywords] : given
  requireds.forEach((target, n) => bindOne(target, args[n] ?? null, scope))
  const spare = Math.max(0, args.length - requireds.length - posts.length)
  optionals.forEach((parameter, n) => {
    if (!('name' in parameter && 'value' in parameter)) return
    scope.declare(String(parameter.name), n < spare ? (args[requireds.length + n] ?? null) : run.value(parameter.value as Node))
  })
  const from = requireds.length + Math.min(spare, optionals.length)
  const until = args.length - posts.length
  if (rest instanceof RestParameterNode && rest.name !== null) scope.declare(rest.name, args.slice(from, Math.max(from, until)))
  posts.forEach((target, n) => bindOne(target, args[Math.max(from, until) + n] ?? null, scope))
  const options = keywords ?? new Hash()
  const names: string[] = []
  for (const parameter of named) {
    if (parameter instanceof RequiredKeywordParameterNode) scope.declare(parameter.name, options.get(parameter.name) ?? null)
    else if (parameter instanceof OptionalKeywordParameterNode)
      scope.declare(parameter.name, options.has(parameter.name) ? options.get(parameter.name)! : run.value(parameter.value))
    if ('name' in parameter) names.push(String(parameter.name))
  }
  if (keywordRest instanceof KeywordRestParameterNode && keywordRest.name !== null)
    scope.declare(keywordRest.name, options.without(...names))
}

const arityOf = (parameters: Node | null): number => {
  if (parameters instanceof NumberedParametersNode) return parameters.maximum
  if (!(parameters instanceof BlockParametersNode) || parameters.parameters === null) return 0
  const { requireds, optionals, rest, posts } = parameters.parameters
  return requireds.length + optionals.length + posts.length + (rest === null ? 0 : 1)
}

/** A block or lambda, closed over where it stands. */
export const blockOf = (parameters: Node | null, body: Node | null, around: Run): Block => {
  const arity = arityOf(parameters)
  const call = (args: readonly Value[], asStatement: boolean): Value => {
    const scope = new Scope(around.scope)
    const run = around.within(scope)
    // A block of several parameters takes a single array apart.
    const spread = arity > 1 && args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly Value[]) : args
    if (parameters instanceof BlockParametersNode && parameters.parameters !== null) bind(parameters.parameters, spread, undefined, run)
    else if (parameters instanceof NumberedParametersNode)
      for (let n = 0; n < parameters.maximum; n += 1) scope.declare(`_${n + 1}`, spread[n] ?? null)
    else if (parameters instanceof ItParametersNode) scope.declare('it', args[0] ?? null)
    try {
      return run.body(body, asStatement)
    } catch (problem) {
      if (problem instanceof Leave && problem.from === 'block') return problem.value
      throw problem
    }
  }
  return new Block(call, arity)
}
