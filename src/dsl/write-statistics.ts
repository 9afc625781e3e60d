import type { Node, SourceFile } from 'ts-morph'
import { keyOf } from '../model/name.ts'
import type { TableStatistics } from '../model/schema.ts'
import { nameFrom } from './object.ts'

export interface StatisticsWritten {
  /** The file's text: as it was, but for the statistics. */
  readonly text: string
  readonly written: readonly string[]
  /** Tables of the file that were left as they were, and why. */
  readonly left: readonly { readonly table: string; readonly because: string }[]
}

/**
 * Puts statistics on the tables of a schema file and leaves everything else in it byte for byte: comments, order, style.
 *
 * @param statistics by table key (`users`, `billing.invoices`)
 */
export async function writeStatistics(whole: string, statistics: ReadonlyMap<string, TableStatistics>): Promise<StatisticsWritten> {
  const { Project, SyntaxKind: kinds } = await import('ts-morph')
  // The compiler does not count a byte-order mark.
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = whole.slice(mark.length)
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
  const file = project.createSourceFile('schema.ts', text)
  const edits: Edit[] = []
  const written: string[] = []
  const left: { table: string; because: string }[] = []
  const seen = new Set<string>()
  for (const { key, call } of tablesOf(file, kinds)) {
    const name = keyOf(nameFrom(key))
    const found = statistics.get(name)
    if (seen.has(name)) continue
    seen.add(name)
    const edit =
      found === undefined
        ? 'the database has no such table'
        : call === undefined
          ? 'its table(…) does not stand in this file'
          : editOf(call, found, kinds)
    if (typeof edit === 'string') left.push({ table: name, because: edit })
    else {
      edits.push(...edit)
      written.push(name)
    }
  }
  const edited = edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((done, { from, to, code }) => done.slice(0, from) + code + done.slice(to), text)
  return { text: mark + edited, written, left }
}

interface Edit {
  readonly from: number
  readonly to: number
  readonly code: string
}

type Kinds = (typeof import('ts-morph'))['SyntaxKind']

/** The value behind parentheses, casts and names that are declared in the same file. */
function valueOf(node: Node | undefined, kinds: Kinds): Node | undefined {
  if (node === undefined) return undefined
  if (node.isKind(kinds.ParenthesizedExpression) || node.isKind(kinds.AsExpression) || node.isKind(kinds.SatisfiesExpression))
    return valueOf(node.getExpression(), kinds)
  if (node.isKind(kinds.Identifier))
    return valueOf(node.getSourceFile().getVariableDeclaration(node.getText())?.getInitializer(), kinds) ?? undefined
  return node
}

interface FoundTable {
  readonly key: string
  /** Absent where it is made elsewhere. */
  readonly call: Node | undefined
}

/** What `schema({ … })` is given, in its order. */
function tablesOf(file: SourceFile, kinds: Kinds): readonly FoundTable[] {
  return file
    .getDescendantsOfKind(kinds.CallExpression)
    .filter(call => calleeOf(call, file, kinds) === 'schema')
    .flatMap(call => entriesOf(valueOf(call.getArguments()[0], kinds), file, kinds))
}

function entriesOf(object: Node | undefined, file: SourceFile, kinds: Kinds): readonly FoundTable[] {
  if (object === undefined || !object.isKind(kinds.ObjectLiteralExpression)) return []
  return object.getProperties().flatMap((property): readonly FoundTable[] => {
    if (property.isKind(kinds.SpreadAssignment)) return entriesOf(valueOf(property.getExpression(), kinds), file, kinds)
    if (!property.isKind(kinds.PropertyAssignment) && !property.isKind(kinds.ShorthandPropertyAssignment)) return []
    const node = property.getNameNode()
    const name = node.isKind(kinds.ComputedPropertyName) ? node.getExpression() : node
    const key =
      name.isKind(kinds.StringLiteral) || name.isKind(kinds.NoSubstitutionTemplateLiteral) ? name.getLiteralText() : name.getText()
    const value = valueOf(property.isKind(kinds.PropertyAssignment) ? property.getInitializer() : property.getNameNode(), kinds)
    return [{ key, call: calleeOf(value, file, kinds) === 'table' ? value : undefined }]
  })
}

/** The name a function has in `lockstep`, whatever the file calls it. */
function calleeOf(call: Node | undefined, file: SourceFile, kinds: Kinds): string | undefined {
  if (call === undefined || !call.isKind(kinds.CallExpression)) return undefined
  const callee = call.getExpression().getText()
  for (const imported of file.getImportDeclarations().filter(each => each.getModuleSpecifierValue() === 'lockstep')) {
    const star = imported.getNamespaceImport()?.getText()
    if (star !== undefined && callee.startsWith(`${star}.`)) return callee.slice(star.length + 1)
    const named = imported.getNamedImports().find(each => (each.getAliasNode()?.getText() ?? each.getName()) === callee)
    if (named !== undefined) return named.getName()
  }
  return undefined
}

/** The change that puts the statistics into one `table(…)`, or why there is none. */
function editOf(call: Node, statistics: TableStatistics, kinds: Kinds): readonly Edit[] | string {
  if (!call.isKind(kinds.CallExpression)) return 'its table(…) does not stand in this file'
  const [columns, options] = call.getArguments()
  if (columns === undefined) return 'its table(…) has no columns'
  if (options === undefined) return [insertAt(columns.getEnd(), `, { statistics: ${codeOf(statistics)} }`)]
  const object = optionsObject(options, kinds)
  if (object === undefined || !object.isKind(kinds.ObjectLiteralExpression)) return 'its options are not written out there'
  const properties = object.getProperties()
  const present = properties.find(
    each => (each.isKind(kinds.PropertyAssignment) || each.isKind(kinds.ShorthandPropertyAssignment)) && each.getName() === 'statistics',
  )
  if (present !== undefined) {
    const value = present.isKind(kinds.PropertyAssignment) ? present.getInitializer() : undefined
    if (value?.isKind(kinds.ObjectLiteralExpression) !== true) return 'its statistics are not written out there'
    if (statistics.rows === undefined && value.getProperty('rows') !== undefined)
      return 'it was never analysed (run ANALYZE); the rows stated stay'
    return [{ from: value.getStart(), to: value.getEnd(), code: codeOf(statistics) }]
  }
  const code = `statistics: ${codeOf(statistics)}`
  const last = properties.at(-1)
  if (last === undefined) return [{ from: object.getStart(), to: object.getEnd(), code: `{ ${code} }` }]
  const text = object.getSourceFile().getFullText()
  const close = object.getEnd() - 1
  const hasComma = object.getLastChildByKindOrThrow(kinds.SyntaxList).getLastChild()?.isKind(kinds.CommaToken) === true
  const comma = hasComma ? [] : [insertAt(last.getEnd(), ',')]
  const line = text.lastIndexOf('\n', close) + 1
  // A closing brace on a line of its own: the statistics get a line too, and a comment behind the last option stays there.
  if (line > last.getEnd() && text.slice(line, close).trim() === '') {
    const start = text.lastIndexOf('\n', last.getStart()) + 1
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
    return [...comma, insertAt(line, `${indent}${code},${text[line - 2] === '\r' ? '\r' : ''}\n`)]
  }
  const end = hasComma ? text.indexOf(',', last.getEnd()) + 1 : last.getEnd()
  return [insertAt(end, `${hasComma ? '' : ','} ${code}`)]
}

const insertAt = (at: number, code: string): Edit => ({ from: at, to: at, code })

/** `{ … }`, or what `t => ({ … })` returns. */
function optionsObject(options: Node, kinds: Kinds): Node | undefined {
  const value = valueOf(options, kinds)
  if (value === undefined || !value.isKind(kinds.ArrowFunction)) return value
  const body = value.getBody()
  if (!body.isKind(kinds.Block)) return valueOf(body, kinds)
  const returned = body.getDescendantsOfKind(kinds.ReturnStatement)
  return returned.length === 1 ? valueOf(returned[0]!.getExpression(), kinds) : undefined
}

/** `{ rows: 12_400_000, bytes: 3_100_000_000, … }` on one line. */
function codeOf({ rows, bytes, writesPerSecond, asOf, source }: TableStatistics): string {
  const fields = [
    ...(rows === undefined ? [] : [`rows: ${numeral(rows)}`]),
    ...(bytes === undefined ? [] : [`bytes: ${numeral(bytes)}`]),
    ...(writesPerSecond === undefined ? [] : [`writesPerSecond: ${numeral(writesPerSecond)}`]),
    ...(asOf === undefined ? [] : [`asOf: '${asOf}'`]),
    ...(source === undefined ? [] : [`source: '${source}'`]),
  ]
  return `{ ${fields.join(', ')} }`
}

/** Digits in threes, from five digits on. */
const numeral = (value: number): string =>
  Number.isInteger(value) && value >= 10_000 ? value.toLocaleString('en').replaceAll(',', '_') : String(value)
