import { fromApplied, type Ledger } from '../ledger.ts'

/** The heads alone; what lies before them is said by the files. */
export const ledger: Ledger = {
  table: 'alembic_version',
  indexes: ['alembic_version_pkc'],
  create: [
    'CREATE TABLE IF NOT EXISTS alembic_version (\n  version_num character varying(32) NOT NULL,\n  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)',
  ],
  isApplied: `m.source IN (
    WITH RECURSIVE applied (id) AS (
      SELECT version_num::text FROM alembic_version
      UNION
      SELECT parent FROM applied JOIN lockstep_migrations AS p ON p.source = applied.id, unnest(p.after) AS parent
    )
    SELECT id FROM applied
  )`,
  recordsPlaceOnly: true,
  followsGraph: true,
  isRecorded: ({ name }) => name.endsWith('.py'),
  record: (rows, { quote }) => [
    `INSERT INTO alembic_version (version_num)\nSELECT v.revision\n${fromApplied(
      ['place', 'revision'],
      rows.map(({ place, file }) => [String(place), quote(/^[^_]+/.exec(file.name)![0])]),
    )}\nORDER BY v.place DESC\nLIMIT 1`,
  ],
  baseline: {
    command: '`alembic stamp REVISION`, with the revision of the last file that is applied.',
    warning: '`alembic upgrade` runs everything after the stamped revision: a stamp too low lets earlier files run again.',
  },
}
