import type { Arguments, ClassDef, Comprehension, ExprNode, Located, Module, StmtNode } from 'py-ast'

/** The names that the rest knows a Python syntax tree by: those of CPython's own `ast`. */
export type Expression = ExprNode
export type Statement = StmtNode
export type Node = Located
export type Parameters = Arguments
export type Generator = Comprehension
export type Tree = Module
export type ClassStatement = ClassDef

export type ExpressionOf<K extends Expression['nodeType']> = Extract<Expression, { nodeType: K }>
export type StatementOf<K extends Statement['nodeType']> = Extract<Statement, { nodeType: K }>

/** Not said: the parser leaves some parts out, and gives others as null. */
export const isAbsent = (part: unknown): part is null | undefined => part === undefined || part === null

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'nodeType' in value

/** The node and all below it, in the order of the text. */
export const nodesIn = (node: Node): readonly Node[] => {
  const nodes: Node[] = []
  collect(node, nodes)
  return nodes
}

const collect = (node: Node, into: Node[]): void => {
  into.push(node)
  for (const key in node) {
    if (key === 'ctx' || key === 'op') continue
    const value = (node as unknown as Readonly<Record<string, unknown>>)[key]
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) collect(each, into)
    } else if (isNode(value)) collect(value, into)
  }
}
