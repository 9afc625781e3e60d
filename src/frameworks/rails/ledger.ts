import { fromApplied, type Ledger } from '../ledger.ts'

const versionOf = (name: string): string => String(BigInt(/^\d+/.exec(name)?.[0] ?? '0'))

/** One row a version; nothing is said of an order. */
export const ledger: Ledger = {
  table: 'schema_migrations',
  create: ['CREATE TABLE IF NOT EXISTS schema_migrations (version character varying NOT NULL PRIMARY KEY)'],
  isApplied: "EXISTS (SELECT FROM schema_migrations AS l WHERE ltrim(l.version, '0') = ltrim(m.source, '0'))",
  isRecorded: ({ name }) => /^\d+_.*\.rb$/.test(name),
  record: (rows, { quote }) => [
    `INSERT INTO schema_migrations (version)\nSELECT v.version\n${fromApplied(
      ['place', 'version'],
      rows.map(({ place, file }) => [String(place), quote(versionOf(file.name))]),
    )}`,
  ],
  baseline: {
    command: '`bin/rails db:schema:load` does it on an empty database. On one that has tables, Rails has no command for it: run the SQL.',
    warning: 'Rails runs every file whose version has no row, however old it is.',
  },
}
