import { existsSync, readFileSync } from 'node:fs'
import { writeStatistics } from '../dsl/write-statistics.ts'
import { readDatabaseStatistics } from '../engines/postgres/read-database.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'

export interface PullStatisticsOptions {
  readonly url: string
  /** The schema file to write them into. */
  readonly file: string
  /** Seconds between two samples of what is written; absent: since the counters were reset, where that is a day or more, else 10. */
  readonly sample?: number
  /** The day the figures are dated. */
  readonly now: Date
}

export interface PulledStatistics {
  readonly text: string
  readonly written: readonly string[]
  /** What was left as it was, and why. */
  readonly notes: readonly Diagnostic[]
}

/** A schema file with the sizes and write rates of a live database: nothing else in it changes, and no row is read out. */
export async function pullStatistics({ url, file, sample, now }: PullStatisticsOptions): Promise<Result<PulledStatistics>> {
  if (!existsSync(file))
    return fail(
      error('file-not-found', `There is no schema file ${file}, and statistics stand on its tables`, 'write it first: lockstep pull'),
    )
  const measured = await readDatabaseStatistics(url, sample === undefined ? {} : { sample })
  if (!measured.ok) return measured
  const asOf = now.toISOString().slice(0, 10)
  const byTable = new Map(
    measured.value.map(({ table, statistics: { source, ...figures } }) => [
      keyOf(table),
      { ...figures, asOf, ...(source === undefined ? {} : { source }) },
    ]),
  )
  const { text, written, left } = await writeStatistics(readFileSync(file, 'utf8'), byTable)
  if (written.length === 0)
    return fail(
      error(
        'no-tables',
        `${file} has no table of the database`,
        'check --out and --database-url; tables stand in schema({ … }) as name: table({ … })',
      ),
    )
  const unknown = measured.value.filter(({ table, statistics: { rows } }) => rows === undefined && written.includes(keyOf(table)))
  return ok({
    text,
    written,
    notes: [
      ...left.map(({ table, because }) => note('not-written', `${table}: ${because}`)),
      ...(unknown.length === 0
        ? []
        : [
            note(
              'never-analysed',
              `${unknown.map(({ table }) => keyOf(table)).join(', ')}: never analysed, so the number of rows is unknown and taken as large; run ANALYZE, then this again`,
            ),
          ]),
    ],
  })
}

const note = (code: string, message: string): Diagnostic => ({ code, severity: 'note', message })
