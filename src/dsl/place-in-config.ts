import { readFileSync } from 'node:fs'
import type { ts } from 'ts-morph'
import type { Span } from '../model/diagnostic.ts'

/**
 * Where a configuration file, TypeScript or JSON, says a setting: the span of its key, of the nearest one around it that is
 * written out, or the beginning of the file. Loads the compiler: for mistakes only.
 */
export const placeInConfig = async (file: string, path: readonly string[]): Promise<Span> => {
  const { ts: compiler } = await import('ts-morph')
  const text = readFileSync(file, 'utf8')
  const source = file.endsWith('.json')
    ? compiler.createSourceFile(`${file}.ts`, `(${text}\n)`, compiler.ScriptTarget.ES2022, true)
    : compiler.createSourceFile(file, text, compiler.ScriptTarget.ES2022, true)
  const lead = file.endsWith('.json') ? 1 : 0
  const top = outermostObject(source, compiler)
  const node = top === undefined ? undefined : keyAt(top, path, compiler)
  if (node === undefined) return { file, line: 1, column: 1 }
  const lines = text.slice(0, node.getStart(source) - lead).split('\n')
  const column = lines.at(-1)!.length + 1
  return { file, line: lines.length, column, endColumn: column + node.getWidth(source) }
}

type Compiler = typeof ts

/** The object that is exported as default; in JSON the only one. */
const outermostObject = (source: ts.SourceFile, compiler: Compiler): ts.ObjectLiteralExpression | undefined => {
  const exported = source.statements.find(compiler.isExportAssignment)?.expression
  const only = source.statements.find(compiler.isExpressionStatement)?.expression
  const start = exported ?? only
  if (start === undefined) return undefined
  const named = compiler.isIdentifier(start) ? declared(source, start.text, compiler) : undefined
  return objectIn(named ?? start, compiler)
}

const declared = (source: ts.SourceFile, name: string, compiler: Compiler): ts.Expression | undefined =>
  source.statements
    .filter(compiler.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(each => compiler.isIdentifier(each.name) && each.name.text === name)?.initializer

/** `defineConfig({ … })`, `({ … })`, `{ … } satisfies Config`. */
const objectIn = (expression: ts.Expression, compiler: Compiler): ts.ObjectLiteralExpression | undefined => {
  if (compiler.isObjectLiteralExpression(expression)) return expression
  if (compiler.isCallExpression(expression)) {
    const [first] = expression.arguments
    return first === undefined ? undefined : objectIn(first, compiler)
  }
  return compiler.isParenthesizedExpression(expression) || compiler.isAsExpression(expression) || compiler.isSatisfiesExpression(expression)
    ? objectIn(expression.expression, compiler)
    : undefined
}

const keyAt = (object: ts.ObjectLiteralExpression, [key, ...rest]: readonly string[], compiler: Compiler): ts.Node | undefined => {
  const property = object.properties.find(
    each => each.name !== undefined && (compiler.isIdentifier(each.name) || compiler.isStringLiteral(each.name)) && each.name.text === key,
  )
  if (property?.name === undefined) return undefined
  const inner = compiler.isPropertyAssignment(property) ? objectIn(property.initializer, compiler) : undefined
  return (rest.length === 0 || inner === undefined ? undefined : keyAt(inner, rest, compiler)) ?? property.name
}
