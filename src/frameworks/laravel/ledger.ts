import { fromApplied, type Ledger } from '../ledger.ts'

/** One row a file, in batches: the rows of the last batch are what `migrate:rollback` takes back. */
export const ledger: Ledger = {
  table: 'migrations',
  create: [
    'CREATE TABLE IF NOT EXISTS migrations (\n  id serial NOT NULL PRIMARY KEY,\n  migration character varying(255) NOT NULL,\n  batch integer NOT NULL\n)',
  ],
  isApplied: 'EXISTS (SELECT FROM migrations AS l WHERE l.migration = m.source)',
  isRecorded: ({ name }) => name.endsWith('.php'),
  record: (rows, { quote }) => [
    `INSERT INTO migrations (migration, batch)\nSELECT v.migration, v.place\n${fromApplied(
      ['place', 'migration'],
      rows.map(({ place, file }) => [String(place), quote(file.name.replace(/\.php$/, ''))]),
    )}\nORDER BY v.place`,
  ],
  baseline: {
    command: 'Laravel has no command for it: run the SQL. (`schema:dump` is for new databases.)',
    warning: 'Laravel runs every file that has no row, however old it is.',
  },
}
