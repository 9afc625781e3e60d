import type { Framework, FrameworkOptions } from '../frameworks/framework.ts'
import { baselineSql, historySql, type LedgerEntry } from '../frameworks/ledger-script.ts'
import type { Replayed } from '../history/replay.ts'
import type { Engine } from '../steps/engine.ts'
import type { ConvertedFile } from './converted-file.ts'
import { ledgerPage } from '../report/conversion/ledger-page.ts'
import type { MigrationSet } from './read-sets.ts'
import type { WrittenMigration } from './write-history.ts'

interface Request {
  readonly source: Framework
  readonly target: Framework
  readonly found: MigrationSet
  readonly history: readonly Replayed[]
  readonly migrations: readonly WrittenMigration[]
  readonly engine: Engine
  readonly options: FrameworkOptions
  /** One migration stands for all of them. */
  readonly isSquashed: boolean
}

/** The scripts that carry over which migrations are applied, and the page that says which of them to run. */
export const ledgerFiles = ({
  source,
  target,
  found,
  history,
  migrations,
  engine,
  options,
  isSquashed,
}: Request): readonly ConvertedFile[] => {
  const to = target.ledger?.(options.layout === undefined ? {} : { layout: options.layout })
  if (to === undefined) return []
  const from = source.ledger?.({ files: found.files })
  const entries = history.map(({ migration }, n): LedgerEntry => {
    const written = isSquashed
      ? n === history.length - 1
        ? migrations[0]
        : undefined
      : migrations.find(({ replayed }) => replayed.migration === migration)
    return {
      source: migration.id,
      ...(migration.after === undefined ? {} : { after: migration.after }),
      slug: written?.unit.slug ?? '',
      files: written?.files ?? [],
    }
  })
  const request = { from, to, entries, engine, author: options.author ?? 'lockstep', isSquashed }
  const rows = historySql(request)
  return [
    { path: 'ledger/README.md', content: ledgerPage({ source: source.id, target: target.id, from, to, hasHistory: rows !== undefined }) },
    ...(rows === undefined ? [] : [{ path: 'ledger/history.sql', content: rows }]),
    { path: 'ledger/baseline.sql', content: baselineSql(request) },
  ]
}
