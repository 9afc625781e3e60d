import type { PlaceOf } from '../../../../history/recorder.ts'
import { RawSql } from '../blueprint/fluent.ts'
import { Opaque, PhpArray, type PhpFile, type PhpObject, type Value } from '../php/frame.ts'
import type { Node } from '../php/nodes.ts'
import { toText } from '../php/operators.ts'

/** The time at which the migration runs. */
export class Moment implements PhpObject {
  readonly className = 'Carbon\\Carbon'
  constructor(
    private readonly zone: string,
    /** It is used as a text, which is fixed when the migration runs: what stands for it. */
    private readonly fixed: () => string,
  ) {}

  get(property: string): Value | undefined {
    return property === '@string' ? this.fixed() : undefined
  }

  /** As Laravel sends it: a text in the application's time zone, without fractions. */
  get sql(): string {
    return `date_trunc('second', now() at time zone '${this.zone.replaceAll("'", "''")}')`
  }

  call(method: string): Value | undefined {
    return method === 'toDateTimeString' || method === 'copy' || method === 'toImmutable' ? this : undefined
  }
}

/** A bound value as it reaches the server: a literal whose type the place decides. */
export const literal = (value: Value): string => {
  if (value instanceof RawSql || value instanceof Moment) return value.sql
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? "'1'" : "'0'"
  if (value instanceof PhpArray) throw new Opaque('binds an array to a query')
  if (typeof value === 'object' && 'value' in value) return literal(value.value as Value)
  return `'${toText(value).replaceAll("'", "''")}'`
}

/** The text with `?` and `:name` replaced by what is bound to them. */
export const bound = (sql: string, bindings: Value | undefined): string => {
  if (!(bindings instanceof PhpArray) || bindings.entries.size === 0) return sql
  let next = 0
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|::\w|\?|:([a-zA-Z_]\w*)/g, (match, name: string | undefined) => {
    if (match !== '?' && name === undefined) return match
    const value = name === undefined ? bindings.get(next++) : (bindings.get(name) ?? bindings.get(`:${name}`))
    if (value === undefined) throw new Opaque('binds fewer values than the query takes')
    return literal(value)
  })
}

/** Where a text of the file lies inside it; absent where it is put together, or written with escapes. */
export const placeOfText = (node: Node | undefined, file: PhpFile, place: PlaceOf): PlaceOf | undefined => {
  if (node?.kind !== 'string' && node?.kind !== 'nowdoc' && !(node?.kind === 'encapsed' && node.type === 'heredoc')) return undefined
  const { raw } = node
  const from = node.loc.start.offset
  if (file.text.slice(from, from + raw.length) !== raw) return undefined
  if (node.kind === 'string') return raw.slice(1, -1) === node.value ? (start, end) => place(from + 1 + start, from + 1 + end) : undefined
  // Each line has lost the same indentation.
  const lines = raw.split('\n')
  const indent = /^[ \t]*/.exec(lines.at(-1)!)![0].length
  const starts: { readonly text: number; readonly file: number }[] = []
  let text = 0
  let offset = lines[0]!.length + 1
  for (const line of lines.slice(1, -1)) {
    const cut = Math.min(indent, line.length)
    starts.push({ text, file: from + offset + cut })
    text += line.length - cut + 1
    offset += line.length + 1
  }
  if (node.kind === 'encapsed' && node.value.some(({ expression }) => expression.kind !== 'string')) return undefined
  const at = (position: number): number => {
    const line = starts.findLast(each => each.text <= position)
    return line === undefined ? from : line.file + position - line.text
  }
  return (start, end) => place(at(start), at(end))
}
