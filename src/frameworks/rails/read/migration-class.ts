import {
  CallNode,
  ClassNode,
  ConstantPathNode,
  ConstantReadNode,
  ConstantWriteNode,
  DefNode,
  IfNode,
  ModuleNode,
  SelfNode,
  SingletonClassNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  type Node,
  type ProgramNode,
} from '@ruby/prism/src/nodes.js'
import { pathOf } from './literals.ts'

/** What a file defines for its migration. */
export interface MigrationClass {
  readonly name: string
  readonly node: Node
  /** What stands in the brackets of the header. */
  readonly header?: Node
  /** The class it is made from: `ActiveRecord::Migration`. */
  readonly parent: string
  readonly methods: ReadonlyMap<string, DefNode>
  /** By their names, without the class around them. */
  readonly constants: ReadonlyMap<string, Node>
  /** Classes inside, and the tables they name: `self.table_name = 'x'`. */
  readonly models: ReadonlyMap<string, string | undefined>
  readonly isOutsideTransaction: boolean
  /** Calls in the class body that are not known: they may change anything. */
  readonly macros: readonly CallNode[]
}

/** Is a class of that parent a migration, by the names it could have? */
const isMigrationParent = (path: string): boolean => /(^|::)Migration$/.test(path)

const statementsOf = (node: Node | null): readonly Node[] => (node instanceof StatementsNode ? node.body : node === null ? [] : [node])

interface Header {
  readonly parent: string
  readonly header?: Node
}

const headerOf = (superclass: Node | null): Header | undefined => {
  if (superclass instanceof CallNode && superclass.name === '[]' && superclass.receiver !== null) {
    const parent = pathOf(superclass.receiver)
    const header = superclass.arguments_?.arguments_[0]
    return parent === undefined ? undefined : { parent, ...(header === undefined ? {} : { header }) }
  }
  const parent = superclass === null ? undefined : pathOf(superclass)
  return parent === undefined ? undefined : { parent }
}

const directions = ['up', 'down', 'change']

/** The first class of a file that is a migration: by its parent, or by its methods. */
export const findMigrationClass = (program: ProgramNode): MigrationClass | undefined => {
  const classes = classesIn(program.statements)
  const outer = collect(statementsOf(program.statements))
  const found = classes.flatMap(node => {
    const header = headerOf(node.superclass)
    if (header === undefined) return []
    const inner = collect(statementsOf(node.body))
    return isMigrationParent(header.parent) || directions.some(name => inner.methods.has(name)) ? [{ node, header, inner }] : []
  })
  const best = found.find(({ header }) => isMigrationParent(header.parent)) ?? found[0]
  if (best === undefined) return undefined
  const { node, header, inner } = best
  return {
    name: pathOf(node.constantPath) ?? '',
    node,
    ...header,
    methods: new Map([...outer.methods, ...inner.methods]),
    constants: new Map([...outer.constants, ...inner.constants]),
    models: new Map([...outer.models, ...inner.models]),
    isOutsideTransaction: inner.calls.some(({ name }) => name === 'disable_ddl_transaction!'),
    macros: inner.calls.filter(({ name }) => !knownMacros.has(name)),
  }
}

/** Macros that change nothing, or are followed otherwise. */
const knownMacros = new Set([
  'disable_ddl_transaction!',
  'include',
  'extend',
  'private',
  'public',
  'protected',
  'attr_reader',
  'attr_accessor',
  'module_function',
  'private_class_method',
  'require',
  'delegate',
])

const classesIn = (node: Node | null): readonly ClassNode[] =>
  statementsOf(node).flatMap(each =>
    each instanceof ClassNode
      ? [each]
      : each instanceof ModuleNode || each instanceof IfNode
        ? classesIn(each instanceof ModuleNode ? each.body : each.statements)
        : [],
  )

interface Collected {
  readonly methods: Map<string, DefNode>
  readonly constants: Map<string, Node>
  readonly models: Map<string, string | undefined>
  readonly calls: CallNode[]
}

const collect = (statements: readonly Node[]): Collected => {
  const found: Collected = { methods: new Map(), constants: new Map(), models: new Map(), calls: [] }
  for (const each of statements) {
    if (each instanceof DefNode && (each.receiver === null || each.receiver instanceof SelfNode)) found.methods.set(each.name, each)
    else if (each instanceof ConstantWriteNode) found.constants.set(each.name, each.value)
    else if (each instanceof SingletonClassNode)
      for (const [name, method] of collect(statementsOf(each.body)).methods) found.methods.set(name, method)
    else if (each instanceof ClassNode) addModel(each, found)
    else if (each instanceof ModuleNode) for (const inner of classesIn(each.body)) addModel(inner, found)
    else if (each instanceof CallNode) {
      found.calls.push(each)
      // `private def name`
      for (const argument of each.arguments_?.arguments_ ?? []) if (argument instanceof DefNode) found.methods.set(argument.name, argument)
    }
  }
  return found
}

const addModel = (node: ClassNode, found: Collected): void => {
  const { constantPath } = node
  const name = constantPath instanceof ConstantReadNode || constantPath instanceof ConstantPathNode ? pathOf(constantPath) : undefined
  if (name !== undefined) found.models.set(name, tableNamedIn(statementsOf(node.body)))
}

/** `self.table_name = 'x'`, `set_table_name 'x'`. */
const tableNamedIn = (statements: readonly Node[]): string | undefined => {
  for (const each of statements)
    if (each instanceof CallNode && (each.name === 'table_name=' || each.name === 'set_table_name')) {
      const [value] = each.arguments_?.arguments_ ?? []
      if (value instanceof StringNode || value instanceof SymbolNode) return value.unescaped.value
    }
  return undefined
}
