import type { ts } from 'ts-morph'
import { calleeName } from './place.ts'

/** The compiler keeps unions in an order of its own; a reader knows a table by the order it was written in. */
export const inOrder = (names: readonly string[], declared: readonly string[]): readonly string[] => {
  const rank = new Map(declared.map((name, at) => [name, at]))
  return names.toSorted((a, b) => (rank.get(a) ?? declared.length) - (rank.get(b) ?? declared.length))
}

/**
 * The columns of a table as `schema` was given them: the chain's type is `SchemaChange<Scope<Base, …>, …>`, and `Base` has the
 * table's definition, `TableDefinition<Columns>`. Empty where the node stands in no chain.
 */
export const declaredColumns = (table: string, node: ts.Node, checker: ts.TypeChecker, compiler: typeof ts): readonly string[] => {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (!compiler.isCallExpression(at) || calleeName(at, compiler) !== 'table' || !compiler.isPropertyAccessExpression(at.expression))
      continue
    const scope = argumentOf(checker.getTypeAtLocation(at.expression.expression), checker)
    const base = scope && argumentOf(scope, checker)
    const symbol = base?.getProperty(table)
    return (
      (symbol &&
        argumentOf(checker.getTypeOfSymbol(symbol), checker)
          ?.getProperties()
          .map(p => p.name)) ??
      []
    )
  }
  return []
}

const argumentOf = (type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined => checker.getTypeArguments(type as ts.TypeReference)[0]
