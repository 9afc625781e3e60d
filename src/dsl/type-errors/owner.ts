import type { ts } from 'ts-morph'
import { argumentIndex, calleeName } from './place.ts'

type Compiler = typeof ts

/** What a string in an argument names, by method; -1 stands for every argument. All other methods of a table name its columns. */
const roles: Readonly<Record<string, readonly string[]>> = {
  table: ['table'],
  target: ['table'],
  createTable: ['table'],
  dropTable: ['table'],
  renameTable: ['table', 'table'],
  moveTable: ['table'],
  createPartition: ['table', 'table'],
  attachPartition: ['table', 'table'],
  detachPartition: ['table'],
  dropPartition: ['table'],
  dropEnum: ['enum'],
  addEnumValue: ['enum', 'value', 'value'],
  renameEnumValue: ['enum', 'value', 'value'],
  setEnumValues: ['enum', 'value', 'value'],
  renameType: ['type'],
  dropDomain: ['domain'],
  addDomainCheck: ['domain'],
  dropDomainCheck: ['domain'],
  dropView: ['view'],
  renameView: ['view'],
  replaceView: ['view'],
  dropRoutine: ['routine'],
  replaceRoutine: ['routine'],
  dropSequence: ['sequence'],
  alterSequence: ['sequence'],
  dropExtension: ['extension'],
  addForeignKey: ['column', 'table', 'column'],
  setDefault: ['column', 'value'],
  default: ['value'],
}

export interface Role {
  /** `column`, `table`, `value`, … */
  readonly what: string
  /** Whose it is: `users`, `order_status`, `The schema`. */
  readonly owner: string
}

/** What the node names in this call, and whose that is. */
export const roleOf = (call: ts.CallExpression, node: ts.Node, compiler: Compiler): Role => {
  const method = calleeName(call, compiler) ?? ''
  const at = argumentIndex(call, node)
  const what = roles[method]?.[at] ?? 'column'
  if (what === 'value')
    return {
      what,
      owner:
        method === 'setDefault' || method === 'default'
          ? columnAround(call, compiler)
          : (literalText(call.arguments[0], compiler) ?? 'The enum'),
    }
  if (what !== 'column') return { what, owner: 'The schema' }
  const referenced = method === 'addForeignKey' && at === 2 ? literalText(call.arguments[1], compiler) : undefined
  return { what, owner: referenced ?? tableAround(node, compiler) }
}

/** The table whose chain or definition the node stands in. */
export const tableAround = (node: ts.Node, compiler: Compiler): string => {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (!compiler.isCallExpression(at)) continue
    const method = calleeName(at, compiler)
    const first = method === 'table' || method === 'target' || method === 'createTable' ? literalText(at.arguments[0], compiler) : undefined
    if (first !== undefined) return first
    if (method === 'table') return definedName(at, compiler) ?? 'The table'
  }
  return 'The table'
}

/** `users.age` of `age: integer().default('x')` or of `setDefault('age', 'x')`. */
export const columnAround = (call: ts.CallExpression, compiler: Compiler): string => {
  const named = calleeName(call, compiler) === 'default' ? undefined : literalText(call.arguments[0], compiler)
  if (named !== undefined) return `${tableAround(call, compiler)}.${named}`
  for (let at: ts.Node = call; at.parent !== undefined; at = at.parent) {
    if (compiler.isPropertyAssignment(at.parent)) return `${tableAround(at.parent, compiler)}.${nameText(at.parent.name)}`
    if (compiler.isCallExpression(at.parent) && at.parent.arguments.includes(at as ts.Expression))
      return `${tableAround(at.parent, compiler)}.${literalText(at.parent.arguments[0], compiler) ?? 'column'}`
  }
  return 'The column'
}

/** `users` of `users: table(…)` or `const users = table(…)`. */
const definedName = ({ parent }: ts.Node, compiler: Compiler): string | undefined =>
  compiler.isPropertyAssignment(parent)
    ? nameText(parent.name)
    : compiler.isVariableDeclaration(parent) && compiler.isIdentifier(parent.name)
      ? parent.name.text
      : undefined

const nameText = (name: ts.PropertyName): string => ('text' in name ? name.text : name.getText())

const literalText = (node: ts.Node | undefined, compiler: Compiler): string | undefined =>
  node !== undefined && compiler.isStringLiteralLike(node) ? node.text : undefined
