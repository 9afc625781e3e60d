import type { FrameworkId } from '../../model/framework.ts'

interface LedgerNames {
  readonly table: string
}

/** What people call them. */
const names: Readonly<Record<FrameworkId, string>> = {
  rails: 'Rails',
  laravel: 'Laravel',
  flyway: 'Flyway',
  liquibase: 'Liquibase',
  alembic: 'Alembic',
  sql: 'the runner of the SQL files',
}

export interface LedgerPage {
  readonly source: FrameworkId
  readonly target: FrameworkId
  readonly from: LedgerNames | undefined
  readonly to: LedgerNames & { readonly baseline: { readonly command: string; readonly warning: string } }
  /** There is a script that reads the old ledger. */
  readonly hasHistory: boolean
}

/** What to run, once for each database, so that the new framework goes on where the old one stands. */
export const ledgerPage = ({ from, to, hasHistory, ...pair }: LedgerPage): string => {
  const [source, target] = [names[pair.source], names[pair.target]]
  return `${[
    `# What is applied already`,
    `A database that ${source} has migrated must not run the converted files again. The new one, ${target}, knows from its own table, \`${to.table}\`, what it has applied: fill that once for each database, after the last run of ${source} and before the first one of ${target}. One of these:`,
    ...(hasHistory && from !== undefined
      ? [
          `## From the old ledger (recommended)`,
          '```sh\npsql -v ON_ERROR_STOP=1 -d DATABASE -f ledger/history.sql\n```',
          `It reads \`${from.table}\` and writes a row for each migration that is applied there, and for no other: the same script is right for every database, however far each has come. It stops, and changes nothing, where \`${to.table}\` has rows already. ${
            from.table === to.table
              ? `Both frameworks call their table \`${to.table}\`, so the old one is renamed to \`${from.table}_before\`.`
              : `\`${from.table}\` stays as it is.`
          } Drop the old table when nobody goes back to ${source}.`,
        ]
      : []),
    `## As a baseline`,
    `The framework’s own way: ${to.baseline.command}`,
    `The same as SQL, for a database of which you know how far it has come: put the place of its last applied migration into \`ledger/baseline.sql\`, and run that by psql as above.`,
    `**Careful.** ${to.baseline.warning}`,
    `## New databases`,
    `Nothing to do: ${target} runs all files from the first one on.`,
    `## Then`,
    `Keep the files as they are (some frameworks compare checksums), and ask ${target} what it would run: nothing.`,
  ].join('\n\n')}\n`
}
