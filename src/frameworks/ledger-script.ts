import type { Engine } from '../steps/engine.ts'
import type { Ledger, LedgerRow } from './ledger.ts'

/** A migration of the source, as its ledger calls it, and the files that hold it now. */
export interface LedgerEntry {
  readonly source: string
  /** What it comes after, where the source's order is a graph. */
  readonly after?: readonly string[]
  readonly slug: string
  readonly files: readonly { readonly name: string; readonly content: string }[]
}

export interface LedgerRequest {
  readonly from: Ledger | undefined
  readonly to: Ledger
  readonly entries: readonly LedgerEntry[]
  readonly engine: Engine
  readonly author: string
  /** One file stands for all migrations: all of them have to be applied. */
  readonly isSquashed: boolean
}

/** What the old ledger's table is called from then on, where the new one takes its name. */
export const keptAs = ({ table }: Ledger): string => `${table}_before`

/** Writes the new ledger from the old one: exactly what is applied is applied. Nothing where there is no old one. */
export const historySql = (request: LedgerRequest): string | undefined => {
  const { from, to, engine } = request
  if (from === undefined || from.isApplied === '') return undefined
  return scriptOf(request, [
    ...(from.isSound === undefined ? [] : [must(engine, from.isSound.condition, from.isSound.otherwise)]),
    `UPDATE lockstep_migrations AS m SET applied = coalesce(${from.isApplied}, false)`,
    must(
      engine,
      'EXISTS (SELECT FROM lockstep_migrations WHERE applied)',
      `${from.table} says of none of these migrations that it is applied`,
    ),
    ...(request.isSquashed ? [all(engine)] : to.recordsPlaceOnly === true ? [noGap(engine, to)] : []),
  ])
}

/** Writes the new ledger as if everything up to a place were applied. */
export const baselineSql = (request: LedgerRequest): string =>
  scriptOf(request, [
    `-- The place of the last migration that is applied, in the list above. Look twice: nothing is asked of the database.\nUPDATE lockstep_migrations SET applied = place <= ${request.entries.length}`,
  ])

const scriptOf = ({ from, to, entries, engine, author }: LedgerRequest, tellApplied: readonly string[]): string => {
  const quote = engine.quoteLiteral
  const rows: readonly LedgerRow[] = entries.flatMap(({ files, slug }, n) =>
    files.filter(to.isRecorded).map(file => ({ place: n + 1, file, slug })),
  )
  const isSameTable = from?.table === to.table
  const texts = [
    'BEGIN',
    'CREATE TEMPORARY TABLE lockstep_migrations (\n  place integer PRIMARY KEY,\n  source text NOT NULL,\n  after text[] NOT NULL,\n  applied boolean NOT NULL DEFAULT false\n) ON COMMIT DROP',
    `INSERT INTO lockstep_migrations (place, source, after) VALUES\n${entries
      .map(({ source, after = [] }, n) => `  (${n + 1}, ${quote(source)}, ARRAY[${after.map(quote).join(', ')}]::text[])`)
      .join(',\n')}`,
    ...tellApplied,
    ...(isSameTable
      ? [
          `ALTER TABLE IF EXISTS ${from.table} RENAME TO ${keptAs(from)}`,
          ...(from.indexes ?? []).map(index => `ALTER INDEX IF EXISTS ${index} RENAME TO ${index}_before`),
        ]
      : []),
    ...to.create,
    must(engine, `NOT EXISTS (SELECT FROM ${to.table})`, `${to.table} has rows already`),
    ...(rows.length === 0 ? [] : to.record(rows, { quote, author })),
    'COMMIT',
  ]
  return `${texts.map(text => `${text};`).join('\n\n')}\n`
}

const must = (engine: Engine, condition: string, otherwise: string): string =>
  engine.assertFact({ condition, otherwise, reads: [], scans: false }, `LOCKSTEP: ${otherwise}. Nothing was changed.`)

const all = (engine: Engine): string =>
  must(
    engine,
    'NOT EXISTS (SELECT FROM lockstep_migrations WHERE NOT applied)',
    'some migration is not applied here, and the baseline stands for all of them. Run the old framework first',
  )

/** A ledger that knows how far it has come cannot say that one in between is missing. */
const noGap = (engine: Engine, { table }: Ledger): string =>
  must(
    engine,
    'NOT EXISTS (SELECT FROM lockstep_migrations AS m WHERE NOT m.applied AND m.place < (SELECT max(place) FROM lockstep_migrations WHERE applied))',
    `an earlier migration is not applied although a later one is, which ${table} cannot say. Run it first`,
  )
