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
  /** Classes inside. */
  readonly models: ReadonlyMap<string, DeclaredModel>
  /** `include …` */
  readonly includes: readonly CallNode[]
  readonly isOutsideTransaction: boolean
}

/** A class that a migration brings along, most often a model of its own. */
export interface DeclaredModel {
  readonly node: ClassNode
  /** `self.table_name = 'x'` */
  readonly table?: string
  /** It is the migration's own, not one beside it that the application may have too. */
  readonly isInside: boolean
}

/** Is a class of that parent a migration, by the names it could have? */
const isMigrationParent = (path: string): boolean => /(^|::)Migration$/.test(path)

export const statementsOf = (node: Node | null): readonly Node[] =>
  node instanceof StatementsNode ? node.body : node === null ? [] : [node]

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
    models: new Map([...[...outer.models].map(([name, model]) => [name, { ...model, isInside: false }] as const), ...inner.models]),
    isOutsideTransaction: inner.calls.some(({ name }) => name === 'disable_ddl_transaction!'),
    includes: inner.calls.filter(({ name }) => name === 'include'),
  }
}

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
  readonly models: Map<string, DeclaredModel>
  readonly calls: CallNode[]
}

export const collect = (statements: readonly Node[]): Collected => {
  const found: Collected = { methods: new Map(), constants: new Map(), models: new Map(), calls: [] }
  for (const each of statements) {
    if (each instanceof DefNode && (each.receiver === null || each.receiver instanceof SelfNode)) found.methods.set(each.name, each)
    else if (each instanceof ConstantWriteNode) found.constants.set(each.name, each.value)
    else if (each instanceof SingletonClassNode)
      for (const [name, method] of collect(statementsOf(each.body)).methods) found.methods.set(name, method)
    else if (each instanceof ClassNode) addModel(each, found, true)
    else if (each instanceof ModuleNode) for (const inner of classesIn(each.body)) addModel(inner, found, false)
    else if (each instanceof CallNode) {
      found.calls.push(each)
      // `private def name`
      for (const argument of each.arguments_?.arguments_ ?? []) if (argument instanceof DefNode) found.methods.set(argument.name, argument)
    }
  }
  return found
}

const addModel = (node: ClassNode, { models }: Collected, isInside: boolean): void => {
  const { constantPath } = node
  const name = constantPath instanceof ConstantReadNode || constantPath instanceof ConstantPathNode ? pathOf(constantPath) : undefined
  const table = tableNamedIn(statementsOf(node.body))
  // Of a class that is opened twice neither says all.
  if (name !== undefined) models.set(name, { node, isInside: isInside && !models.has(name), ...(table === undefined ? {} : { table }) })
}

/** `self.table_name = 'x'`, `set_table_name 'x'`. */
export const tableNamedIn = (statements: readonly Node[]): string | undefined => {
  for (const each of statements)
    if (each instanceof CallNode && (each.name === 'table_name=' || each.name === 'set_table_name')) {
      const [value] = each.arguments_?.arguments_ ?? []
      if (value instanceof StringNode || value instanceof SymbolNode) return value.unescaped.value
    }
  return undefined
}

/** Classes and modules that a call is given; an empty text for anything else. */
export const constantsGiven = (call: CallNode): readonly string[] => (call.arguments_?.arguments_ ?? []).map(each => pathOf(each) ?? '')
