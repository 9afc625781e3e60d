import type { ConversionReport, Fidelity, ReportedMigration } from './report.ts'

export const meanings: Readonly<Record<Fidelity, string>> = {
  exact: 'understood and said again',
  sql: 'with SQL that is carried as it is',
  code: 'with program code that is not translated: a stub stops there',
  refused: 'not written: a file that stops takes their place',
}

export const headline = ({ from, to, totals: { migrations } }: ConversionReport): string =>
  `${migrations} ${migrations === 1 ? 'migration' : 'migrations'} of ${from} as ${to}`

/** `12 of 40 ways back written by the author (11 of them lead back exactly), 25 generated, 3 impossible`. */
export const waysBackLine = ({ totals: { waysBack } }: ConversionReport): string => {
  const { written, writtenAndExact, generated, none } = waysBack
  return `Ways back: ${written} written by the author (${writtenAndExact} lead back to the schema before), ${generated} generated, ${none} impossible`
}

/** What of a migration is to be looked at, one line each. */
export const passageLines = ({ passages }: ReportedMigration): readonly string[] =>
  passages.map(
    ({ direction, kind, reason, at }) =>
      `${at.file}:${at.line}:${at.column} ${direction === 'down' ? 'way back, ' : ''}${words[kind]}: ${reason}`,
  )

const words = { sql: 'SQL as it is', code: 'not translated', refused: 'refused' } as const
