import type { Diagnostic, Severity, Span } from '../model/diagnostic.ts'
import { hanging, wrap } from './layout.ts'
import { paletteFor, type Palette } from './palette.ts'

export interface DiagnosticOptions {
  /** Colours, for a terminal. */
  readonly isPainted: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** Text of a file a span points into; absent when it cannot be had. */
  readonly sourceOf: (file: string) => string | undefined
  /** How a file is named to the reader, usually from the working directory. */
  readonly nameOf: (file: string) => string
}

/** Diagnostics for a terminal: what happens, where, and what to do instead. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[], options: DiagnosticOptions): string =>
  diagnostics.map(diagnostic => `${oneDiagnostic(diagnostic, options)}\n`).join('\n')

export const paintOf = (severity: Severity, palette: Palette) =>
  ({ error: palette.bad, warning: palette.warning, note: palette.strong })[severity]

function oneDiagnostic({ code, severity, message, help, span }: Diagnostic, options: DiagnosticOptions): string {
  const { width } = options
  const palette = paletteFor(options.isPainted)
  const paint = paintOf(severity, palette)
  const [first = '', ...rest] = message.split('\n')
  return [
    hanging(`${paint(severity)} `, severity === 'note' ? first : `${palette.strong(first)} ${palette.faint(`[${code}]`)}`, width),
    ...rest.flatMap(line => wrap(line, width - 2)).map(line => `  ${line}`),
    ...(span === undefined ? [] : codeFrame(span, options)),
    ...(help === undefined ? [] : [hanging(`  ${palette.good('help')} `, help, width)]),
  ].join('\n')
}

const context = 1

/** The lines around a place, with carets below it. */
export function codeFrame(span: Span, { isPainted, sourceOf, nameOf }: DiagnosticOptions): readonly string[] {
  const palette = paletteFor(isPainted)
  const place = `  ${palette.faint('at')} ${nameOf(span.file)}:${span.line}:${span.column}`
  const lines = sourceOf(span.file)?.split(/\r?\n/)
  const marked = lines?.[span.line - 1]
  if (lines === undefined || marked === undefined) return [place]
  const from = Math.max(1, span.line - context)
  const until = lines[span.line]?.trim() === '' ? span.line : span.line + context
  const shown = lines.slice(from - 1, until)
  const numberWidth = String(from + shown.length - 1).length
  return [
    place,
    ...shown.flatMap((text, index) => {
      const number = from + index
      const line = `  ${palette.faint(`${String(number).padStart(numberWidth)} |`)} ${text}`
      return number === span.line
        ? [line, `  ${palette.faint(`${' '.repeat(numberWidth)} |`)} ${palette.bad(marker(marked, span))}`]
        : [line]
    }),
  ]
}

/** Carets under the place. Tabs before it are kept, so that it stands right whatever a tab is worth. */
function marker(line: string, { column, endLine, endColumn, line: number }: Span): string {
  const lead = line.slice(0, column - 1).replaceAll(/[^\t]/gu, ' ')
  const end = endColumn === undefined ? column + 1 : endLine === undefined || endLine === number ? endColumn : line.length + 1
  return lead + '^'.repeat(Math.max(1, Array.from(line.slice(column - 1, end - 1)).length))
}
