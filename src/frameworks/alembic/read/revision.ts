import { textOf } from './python/text.ts'
import type { Parsed } from './python/parse.ts'
import { isAbsent, type Expression, type Statement } from './python/tree.ts'
import { isKind, Opaque, type Value } from './python/values.ts'
import type { Node } from './graph.ts'

const names = ['revision', 'down_revision', 'branch_labels', 'depends_on'] as const
type Name = (typeof names)[number]

/** What the variables of a revision say; nothing where the file is none. @param evaluate for those that are more than literals */
export const revisionOf = ({ tree }: Parsed, evaluate: () => ReadonlyMap<string, Value>): Node | undefined => {
  const said = new Map<Name, Expression>()
  for (const statement of tree.body) for (const [name, value] of assigned(statement)) said.set(name, value)
  if (!said.has('revision')) return undefined
  let evaluated: ReadonlyMap<string, Value> | undefined
  const valuesOf = (name: Name): readonly string[] => {
    const node = said.get(name)
    if (node === undefined) return []
    const literal = literalOf(node)
    if (literal !== undefined) return literal
    evaluated ??= evaluate()
    return fromValue(evaluated.get(name))
  }
  const [id] = valuesOf('revision')
  if (id === undefined) return undefined
  return { id, parents: valuesOf('down_revision'), labels: valuesOf('branch_labels'), dependencies: valuesOf('depends_on') }
}

const isName = (name: string): name is Name => (names as readonly string[]).includes(name)

const assigned = (statement: Statement): readonly (readonly [Name, Expression])[] => {
  if (statement.nodeType === 'Assign')
    return statement.targets.flatMap(target =>
      target.nodeType === 'Name' && isName(target.id) ? [[target.id, statement.value] as const] : [],
    )
  const { target, value } = statement.nodeType === 'AnnAssign' ? statement : {}
  return target?.nodeType === 'Name' && isName(target.id) && !isAbsent(value) ? [[target.id, value]] : []
}

/** A text, several, or None. */
const literalOf = (node: Expression): readonly string[] | undefined => {
  if (node.nodeType === 'Constant') return typeof node.value === 'string' ? [node.value] : node.value === null ? [] : undefined
  if (node.nodeType !== 'Tuple' && node.nodeType !== 'List' && node.nodeType !== 'Set') return undefined
  const each = node.elts.map(literalOf)
  return each.includes(undefined) ? undefined : each.flatMap(texts => texts!)
}

const fromValue = (value: Value | undefined): readonly string[] => {
  if (value === undefined || value === null) return []
  if (isKind(value, 'list')) return value.items.flatMap(fromValue)
  try {
    return [textOf(value)]
  } catch (problem) {
    if (!(problem instanceof Opaque)) throw problem
    return []
  }
}

/** A function of the file, however deep in an `if` it is defined at the top. */
export const functionNamed = ({ tree }: Parsed, name: string): Extract<Statement, { nodeType: 'FunctionDef' }> | undefined =>
  tree.body.findLast(
    (statement): statement is Extract<Statement, { nodeType: 'FunctionDef' }> =>
      statement.nodeType === 'FunctionDef' && statement.name === name,
  )

/** Why there is no way back in a body, if there is none. */
export const noDownIn = (body: readonly Statement[]): 'empty' | 'irreversible' | undefined => {
  const said = body.filter(
    statement =>
      statement.nodeType !== 'Pass' &&
      statement.nodeType !== 'Comment' &&
      !(statement.nodeType === 'Expr' && statement.value.nodeType === 'Constant'),
  )
  const [first] = said
  if (first === undefined || (first.nodeType === 'Return' && isAbsent(first.value))) return 'empty'
  return first.nodeType === 'Raise' ? 'irreversible' : undefined
}
