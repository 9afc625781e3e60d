import { AndNode, CallNode, OrNode, ParenthesesNode, StatementsNode, type Node } from '@ruby/prism/src/nodes.js'
import type { Run } from './run.ts'

/** Does a condition ask for nothing but the environment that Rails runs in? Then how: `if Rails.env.production?`. */
export const environmentAsked = (predicate: Node, run: Run): string | undefined =>
  asksForEnvironment(predicate, run) ? `depends on ${run.text(predicate)}` : undefined

const asksForEnvironment = (node: Node, run: Run): boolean => {
  if (node instanceof ParenthesesNode) return node.body !== null && asksForEnvironment(node.body, run)
  if (node instanceof StatementsNode) return node.body.length === 1 && asksForEnvironment(node.body[0]!, run)
  if (node instanceof AndNode || node instanceof OrNode) return asksForEnvironment(node.left, run) && asksForEnvironment(node.right, run)
  if (!(node instanceof CallNode) || node.receiver === null) return false
  if (node.name === '!') return asksForEnvironment(node.receiver, run)
  return /^(::)?Rails\.env$/.test(run.text(node.receiver))
}
