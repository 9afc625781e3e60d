import { fromApplied, type Ledger } from '../ledger.ts'
import { logicalPath } from './logical-path.ts'

const source = "l.id || '::' || l.author || '::'"
const path = `substr(m.source, length(${source}) + 1)`
const file = "regexp_replace(l.filename, '^classpath:/*', '')"

/** A row a change set: id, author and path. Without a checksum Liquibase takes the file's at its next run. */
export const ledger: Ledger = {
  table: 'databasechangelog',
  create: [
    `CREATE TABLE IF NOT EXISTS databasechangelog (
  id character varying(255) NOT NULL,
  author character varying(255) NOT NULL,
  filename character varying(255) NOT NULL,
  dateexecuted timestamp without time zone NOT NULL,
  orderexecuted integer NOT NULL,
  exectype character varying(10) NOT NULL,
  md5sum character varying(35),
  description character varying(255),
  comments character varying(255),
  tag character varying(255),
  liquibase character varying(20),
  contexts character varying(255),
  labels character varying(255),
  deployment_id character varying(10)
)`,
  ],
  // A change set may be recorded by a longer or a shorter path than it has in the repository.
  isApplied: `EXISTS (
    SELECT FROM databasechangelog AS l
    WHERE l.exectype IN ('EXECUTED', 'RERAN', 'MARK_RAN') AND left(m.source, length(${source})) = ${source}
      AND (${file} = ${path} OR right(${path}, length(${file}) + 1) = '/' || ${file} OR right(${file}, length(${path}) + 1) = '/' || ${path})
  )`,
  isRecorded: ({ name }) => !name.includes('master'),
  record: (rows, { quote, author }) => [
    `INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype, md5sum, comments)\nSELECT v.id, v.author, v.filename, now(), row_number() OVER (ORDER BY v.place), 'EXECUTED', NULL, ''\n${fromApplied(
      ['place', 'id', 'author', 'filename'],
      rows.map(({ place, slug, file: { name } }) => [String(place), quote(slug), quote(author), quote(logicalPath(name))]),
    )}`,
  ],
  baseline: {
    command:
      '`liquibase changelog-sync` records every change set, `changelog-sync-to-tag` those up to a `tagDatabase`, without running them.',
    warning: 'Liquibase runs every change set that has no row, however early it stands in the changelog.',
  },
}
