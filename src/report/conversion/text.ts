import { hanging } from '../layout.ts'
import { paletteFor } from '../palette.ts'
import { type ConversionReport, type Fidelity } from './report.ts'
import { headline, meanings, passageLines, waysBackLine } from './words.ts'

export interface TextOptions {
  readonly isPainted: boolean
  readonly width: number
}

/** For a terminal: the shares, then every place that a person has to look at. */
export const conversionText = (report: ConversionReport, { isPainted, width }: TextOptions): string => {
  const palette = paletteFor(isPainted)
  const paint = { exact: palette.good, sql: palette.strong, code: palette.warning, refused: palette.bad }
  const { shares } = report.totals
  const shown = (Object.keys(shares) as Fidelity[]).filter(fidelity => fidelity === 'exact' || shares[fidelity].count > 0)
  return [
    palette.strong(headline(report)),
    ...(report.because === undefined ? [] : [palette.faint(report.because)]),
    '',
    ...shown.map(fidelity => {
      const { count, percent } = shares[fidelity]
      return `  ${`${percent.toFixed(1)} %`.padStart(7)}  ${String(count).padStart(5)}  ${paint[fidelity](meanings[fidelity])}`
    }),
    '',
    waysBackLine(report),
    ...report.migrations.flatMap(migration => passageLines(migration).map(line => hanging('- ', line, width))),
    ...(report.notes.length === 0 ? [] : ['', ...report.notes.map(note => hanging('note ', note, width))]),
    '',
  ].join('\n')
}
