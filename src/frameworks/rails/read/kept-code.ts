import {
  CallNode,
  ConstantPathNode,
  ConstantReadNode,
  InstanceVariableWriteNode,
  LocalVariableOperatorWriteNode,
  LocalVariableOrWriteNode,
  LocalVariableReadNode,
  LocalVariableTargetNode,
  LocalVariableWriteNode,
  type Node,
} from '@ruby/prism/src/nodes.js'
import { keyOf } from '../../../model/name.ts'
import { tableOfModel } from './constants.ts'
import { pathOf } from './literals.ts'
import { nameFrom } from './naming.ts'
import { Relation } from './relation.ts'
import type { Run } from './run.ts'
import type { Stage } from './stage.ts'
import { Decimal, Sym, textOf, Unknown, type Value } from './value.ts'

const everyNode = function* (node: Node): Iterable<Node> {
  const open: Node[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next
    // Of `A::B` only the whole is a name.
    if (!(next instanceof ConstantPathNode)) open.push(...next.compactChildNodes())
  }
}

/** Classes that have no table. */
const plain =
  /^(::)?(ActiveRecord|ActiveSupport|Rails|Arel|Time|Date|DateTime|SecureRandom|JSON|YAML|Hash|Array|String|Integer|Float|Set|Digest|Logger|StandardError|Exception|ENV|Struct|OpenStruct|Math|Process|GC|Base64|I18n)(::|$)/

/** Methods by which a statement could do anything to the schema. */
const anything = /^(execute|exec_query|eval|instance_eval|send|public_send|system|load|connection|lease_connection)$/

/**
 * Keys of the tables that a statement may touch, where the model classes in it tell; nothing where it may touch anything: it
 * names something else, or calls what is not known.
 */
export const tablesTouched = (
  statement: Node,
  stage: Stage,
  run: Run | undefined,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] => {
  const tables = new Set<string>()
  for (const node of everyNode(statement)) {
    if (node instanceof ConstantReadNode || node instanceof ConstantPathNode) {
      const path = pathOf(node)
      if (path === undefined) return []
      if (plain.test(path) || stage.migration.constants.has(path)) continue
      const table = tableOfModel(path, stage)
      if (table === undefined) return []
      tables.add(keyOf(nameFrom(table)))
    } else if (node instanceof LocalVariableReadNode) {
      const value = run?.scope.get(node.name)
      if (value instanceof Relation) tables.add(keyOf(value.table))
      if (!(value instanceof Unknown)) continue
      if (value.tables.length === 0) return []
      for (const key of value.tables) tables.add(key)
    } else if (node instanceof CallNode) {
      if (anything.test(node.name)) return []
      if (node.receiver !== null || quiet.has(node.name)) continue
      const method = stage.migration.methods.get(node.name)
      if (method === undefined) return []
      if (seen.has(node.name)) continue
      const inside = method.body === null ? [] : tablesTouched(method.body, stage, undefined, new Set([...seen, node.name]))
      if (method.body !== null && inside.length === 0) return []
      for (const key of inside) tables.add(key)
    }
  }
  return [...tables]
}

const quiet = new Set([
  'say',
  'say_with_time',
  'puts',
  'print',
  'p',
  'raise',
  'sleep',
  'suppress_messages',
  'transaction',
  'lambda',
  'proc',
  'block_given?',
])

const mutators = /^(<<|push|append|concat|unshift|prepend|\[\]=|store|update|delete|add|insert|.*!)$/

/** What a statement that is not followed may have done to variables: they are not known any more. */
export const forgetVariables = (statement: Node, run: Run, tables: readonly string[]): void => {
  const forget = (name: string): void => {
    run.scope.set(name, new Unknown('depends on what a program computed before', tables))
  }
  for (const node of everyNode(statement)) {
    if (
      node instanceof LocalVariableWriteNode ||
      node instanceof LocalVariableOperatorWriteNode ||
      node instanceof LocalVariableOrWriteNode ||
      node instanceof LocalVariableTargetNode ||
      node instanceof InstanceVariableWriteNode
    )
      forget(node.name)
    else if (node instanceof CallNode && node.receiver instanceof LocalVariableReadNode && mutators.test(node.name))
      forget(node.receiver.name)
  }
}

const shown = (value: Value): string | undefined => {
  if (typeof value === 'string') return value.length > 60 ? undefined : JSON.stringify(value)
  if (value instanceof Sym) return `:${value.text}`
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof Decimal ? textOf(value) : undefined
}

/**
 * What the variables of a statement are, which its text alone does not tell.
 *
 * @param isInside of a loop or method: otherwise what sets them stands in the same body, unless that was read
 */
export const bindingsIn = (statement: Node, run: Run, isInside: boolean): string => {
  const names = new Set<string>()
  for (const node of everyNode(statement)) if (node instanceof LocalVariableReadNode) names.add(node.name)
  const said = [...names].flatMap(name => {
    const value = run.scope.get(name) ?? null
    const text = value instanceof Relation ? value.text : isInside ? shown(value) : undefined
    return text === undefined ? [] : [`${name} is ${text}`]
  })
  return said.length === 0 ? '' : ` (here ${said.slice(0, 5).join(', ')})`
}
