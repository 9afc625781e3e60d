import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Document, type Node, type Scalar, type YAMLError } from 'yaml'
import type { SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { PlaceOf } from '../../../history/recorder.ts'
import { fail, ok, type Diagnostic, type Result } from '../../../model/diagnostic.ts'
import type { Part } from './part.ts'

/** SnakeYAML takes a flow collection that ends at a lower indent; the parser here says so, and goes on. */
const forgiven: ReadonlySet<string> = new Set(['BAD_INDENT', 'DUPLICATE_KEY'])

/** A text as Java would print the value: `yes` is true, `0755` is 493, a date stays as it is written. */
const printed = (scalar: Scalar): string | undefined => {
  const { value, source } = scalar
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string') return value
  // To SnakeYAML `y` and `n` are no truth values.
  if (typeof value === 'boolean') return /^[yn]$/i.test(source ?? '') ? source : String(value)
  if (typeof value === 'number' && Number.isFinite(value) && /[.e]/i.test(source ?? ''))
    return Number.isInteger(value) ? `${value}.0` : String(value)
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value) && !(source ?? '').includes(':')))
    return String(value)
  return source ?? String(value)
}

/** Lines of a block scalar lie in the file as they are, but for their indent. */
const placeOf = (scalar: Scalar, text: string, file: SourceFile, places: PlaceOf): PlaceOf | undefined => {
  const [start, end] = scalar.range!
  const source = file.text.slice(start, end)
  if (scalar.type === 'PLAIN' || scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') {
    const from = start + (scalar.type === 'PLAIN' ? 0 : 1)
    return file.text.startsWith(text, from) ? (a, b) => places(from + a, from + b) : undefined
  }
  if (scalar.type !== 'BLOCK_LITERAL') return undefined
  // Where each line of the text begins, in the text and in the file.
  const lines: { readonly at: number; readonly from: number }[] = []
  let from = start + source.indexOf('\n') + 1
  let at = 0
  for (const line of text.split('\n')) {
    const inFile = file.text.slice(from, endOfLine(file.text, from))
    const indent = inFile.length - line.length
    if (!inFile.endsWith(line) || inFile.slice(0, indent).trim() !== '') {
      if (at < text.length) return undefined
      break
    }
    lines.push({ at, from: from + indent })
    at += line.length + 1
    from += inFile.length + 1
  }
  const offset = (position: number): number => {
    const line = lines.findLast(each => each.at <= position) ?? lines[0]!
    return line.from + position - line.at
  }
  return lines.length === 0 ? undefined : (a, b) => places(offset(a), offset(b))
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/**
 * To the parser a flow collection ends where a line is indented less than what it stands in. Such a line is joined to the one
 * before it, without any offset becoming another one, and the text is read again.
 */
const parseForgiving = (original: string): { readonly document: Document.Parsed; readonly moved: readonly YAMLError[] } => {
  const moved: YAMLError[] = []
  let text = original
  for (;;) {
    const document = parseDocument(text, { version: '1.1', merge: true, uniqueKeys: true, logLevel: 'error' }) as Document.Parsed
    const first = document.errors[0]
    const start = first === undefined ? -1 : text.lastIndexOf('\n', first.pos[0])
    const isLow = first?.code === 'BAD_INDENT' && start > 0 && text.slice(start, first.pos[0]).trim() === '' && moved.length < mostMoved
    if (!isLow || text.slice(text.lastIndexOf('\n', start - 1) + 1, start).includes('#')) return { document, moved }
    moved.push(first)
    text = `${text.slice(0, start)} ${text.slice(start + 1)}`
  }
}
const mostMoved = 20
const mostByAliases = 5_000

/** Reads a changelog in YAML 1.1, as SnakeYAML does, or in JSON, which Liquibase reads with the same parser. */
export const readData = (file: SourceFile): Result<{ readonly root: Part; readonly diagnostics: readonly Diagnostic[] }> => {
  const places = placesIn(file)
  const { document, moved } = parseForgiving(file.text)
  const diagnostics = [...moved, ...document.errors].map(({ code, message, pos }): Diagnostic => {
    const isForgiven = forgiven.has(code)
    return {
      code: isForgiven ? 'odd-changelog' : 'unreadable-changelog',
      severity: isForgiven ? 'warning' : 'error',
      message: `This changelog is no plain YAML: ${message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}.`,
      span: places(pos[0], pos[1]),
    }
  })
  if (diagnostics.some(({ severity }) => severity === 'error')) return fail(...diagnostics)
  const spanOf = (node: Node) => places(node.range?.[0] ?? 0, node.range?.[1] ?? 0)

  // Aliases of aliases may stand for more than any machine can hold.
  let left = mostByAliases
  const target = (given: unknown): unknown => {
    if (!isAlias(given)) return given
    left -= 1
    return left < 0 ? undefined : given.resolve(document)
  }

  /** An entry of a map: its value's kind decides what it is. */
  const partOf = (name: string, given: unknown, from: Node, open: ReadonlySet<unknown>): Part => {
    const node = target(given)
    // An alias within what it stands for has no end.
    if (open.has(node)) return { name, parts: [], at: spanOf(from) }
    const inside = new Set([...open, node])
    if (isMap(node)) return { name, parts: entriesOf(node, inside), at: around(from, node) }
    if (isSeq(node)) {
      const items = node.items.map(target)
      // A list of plain values is their text, one behind the other.
      if (items.length > 0 && items.every(isScalar))
        return { name, value: items.map(item => printed(item) ?? '').join(','), parts: [], at: around(from, node) }
      return {
        name,
        parts: items.flatMap(item => (isMap(item) && !inside.has(item) ? entriesOf(item, new Set([...inside, item])) : [])),
        at: around(from, node),
      }
    }
    if (!isScalar(node)) return { name, parts: [], at: spanOf(from) }
    const value = printed(node)
    const place = value === undefined ? undefined : placeOf(node, value, file, places)
    return { name, parts: [], at: around(from, node), ...(value === undefined ? {} : { value }), ...(place === undefined ? {} : { place }) }
  }
  const around = (from: Node, to: Node) => places(from.range?.[0] ?? 0, to.range?.[1] ?? from.range?.[1] ?? 0)
  const entriesOf = (map: { readonly items: readonly unknown[] }, open: ReadonlySet<unknown>): readonly Part[] =>
    map.items.flatMap((pair): readonly Part[] => {
      if (!isPair(pair) || !isScalar(pair.key)) return []
      if (pair.key.value === '<<' || typeof pair.key.value === 'symbol') {
        const merged = target(pair.value)
        return isMap(merged) && !open.has(merged) ? entriesOf(merged, new Set([...open, merged])) : []
      }
      return [partOf(printed(pair.key) ?? '', pair.value, pair.key, open)]
    })
  const { contents } = document
  const root = contents === null ? undefined : partOf('', contents, contents, new Set())
  if (left < 0) {
    const message = 'This changelog has more aliases than can be followed.'
    return fail({ code: 'unreadable-changelog', severity: 'error', message, span: places(0, file.text.length) })
  }
  return ok({ root: root ?? { name: '', parts: [], at: places(0, 0) }, diagnostics })
}
