import type { ts } from 'ts-morph'
import type { Span } from '../../model/diagnostic.ts'

type Compiler = typeof ts

/** The smallest node that spans the position; of a property `key: value` the value, which is what is wrong with it. */
export const nodeAt = (file: ts.SourceFile, position: number, compiler: Compiler): ts.Node => {
  let node: ts.Node = file
  for (;;) {
    const inner: ts.Node | undefined = compiler.forEachChild(node, child =>
      child.getStart(file) <= position && position < child.getEnd() ? child : undefined,
    )
    if (inner === undefined)
      return node.parent !== undefined &&
        compiler.isPropertyAssignment(node.parent) &&
        compiler.isStringLiteralLike(node.parent.initializer)
        ? node.parent.initializer
        : node
    node = inner
  }
}

export const spanOf = (file: ts.SourceFile, start: number, length: number): Span => {
  const [from, to] = [file.getLineAndCharacterOfPosition(start), file.getLineAndCharacterOfPosition(start + length)]
  return { file: file.fileName, line: from.line + 1, column: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 }
}

/** The call whose argument, or whose method name, the node is. */
export const callAround = (node: ts.Node, compiler: Compiler): ts.CallExpression | undefined => {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) if (compiler.isCallExpression(at)) return at
  return undefined
}

/** `renameColumn` of `t.renameColumn(…)`, `table` of `table(…)`. */
export const calleeName = (call: ts.CallExpression, compiler: Compiler): string | undefined =>
  compiler.isPropertyAccessExpression(call.expression)
    ? call.expression.name.text
    : compiler.isIdentifier(call.expression)
      ? call.expression.text
      : undefined

/** Which argument of the call the node stands in; -1 for none. */
export const argumentIndex = (call: ts.CallExpression, node: ts.Node): number =>
  call.arguments.findIndex(a => a.pos <= node.pos && node.end <= a.end)

/** The calls a call is chained on: for `a.b().c()`, seen from c, b. */
function* chainBefore(call: ts.CallExpression, compiler: Compiler): Generator<ts.CallExpression> {
  let at: ts.Expression = call.expression
  while (compiler.isPropertyAccessExpression(at) || compiler.isCallExpression(at)) {
    if (compiler.isCallExpression(at)) yield at
    at = at.expression
  }
}

/** A failed call leaves a guessed type behind it, so that everything chained on it may fail too: only the first counts. */
export const withoutConsequences = <T extends { readonly call?: ts.CallExpression } | ts.Diagnostic>(
  findings: readonly T[],
  compiler: Compiler,
): readonly T[] => {
  const failed = new Set(findings.flatMap(f => ('call' in f && f.call !== undefined ? [f.call] : [])))
  const follows = (call: ts.CallExpression | undefined): boolean => {
    for (let at: ts.Node | undefined = call, from: ts.Node | undefined; at !== undefined; from = at, at = at.parent) {
      const isArgument = compiler.isCallExpression(at) && at.expression !== from
      if (isArgument && [...chainBefore(at as ts.CallExpression, compiler)].some(before => failed.has(before))) return true
    }
    return false
  }
  return findings.filter(f => !('call' in f && follows(f.call)))
}
