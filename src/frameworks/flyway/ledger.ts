import { crc32 } from 'node:zlib'
import type { FlywaySettings } from '../read.ts'
import { fromApplied, type Ledger, type LedgerRow } from '../ledger.ts'

/** CRC32 over the lines of a script without their ends, as `migrate` computes it before placeholders are replaced. */
export const checksumOf = (content: string): number =>
  content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .reduce((sum, line) => crc32(Buffer.from(line, 'utf8'), sum), 0) | 0

const version = "string_to_array(replace(l.version, '_', '.'), '.')::numeric[]"
const wanted = "string_to_array(replace(m.source, '_', '.'), '.')::numeric[]"
const isVersion = "m.source ~ '^[0-9]+([._][0-9]+)*$'"

const rowOf = ({ place, file }: LedgerRow, quote: (text: string) => string): readonly string[] => {
  const [, number = '', words = ''] = /^(?:V(.+?)|R)__(.*)\.sql$/.exec(file.name) ?? []
  return [
    String(place),
    number === '' ? 'NULL' : quote(number.replaceAll('_', '.')),
    quote(words.replaceAll('_', ' ')),
    quote(file.name),
    String(checksumOf(file.content)),
  ]
}

/** It needs no quotes, in SQL or in a command of the shell. */
export const isPlain = (name: string): boolean => /^[a-z_][a-z0-9_]*$/.test(name)

const quoted = (name: string): string => (isPlain(name) ? name : `"${name.replaceAll('"', '""')}"`)

/** The table of Flyway's history, as SQL names it. */
const historyOf = ({ defaultSchema, table = 'flyway_schema_history' }: FlywaySettings = {}): string =>
  [defaultSchema, table].flatMap(name => (name === undefined ? [] : [quoted(name)])).join('.')

/** A row a script, with a checksum that the file must keep. */
export const ledgerOf = (settings: FlywaySettings = {}): Ledger => {
  const history = historyOf(settings)
  const { table = 'flyway_schema_history' } = settings
  const [key, bySuccess] = [`${table}_pk`, `${table}_s_idx`].map(quoted)
  return {
    table: history,
    indexes: [`${table}_pk`, `${table}_s_idx`],
    create: [
      `CREATE TABLE IF NOT EXISTS ${history} (
  installed_rank integer NOT NULL CONSTRAINT ${key} PRIMARY KEY,
  version character varying(50),
  description character varying(200) NOT NULL,
  type character varying(20) NOT NULL,
  script character varying(1000) NOT NULL,
  checksum integer,
  installed_by character varying(100) NOT NULL,
  installed_on timestamp without time zone NOT NULL DEFAULT now(),
  execution_time integer NOT NULL,
  success boolean NOT NULL
)`,
      `CREATE INDEX IF NOT EXISTS ${bySuccess} ON ${history} (success)`,
    ],
    // A baseline stands for all versions up to it.
    isApplied: `CASE WHEN ${isVersion} THEN EXISTS (
    SELECT FROM ${history} AS l
    WHERE l.success AND l.version IS NOT NULL
      AND (${version} = ${wanted} AND l.type NOT LIKE 'UNDO%' OR l.type = 'BASELINE' AND ${version} >= ${wanted})
  ) AND NOT EXISTS (
    SELECT FROM ${history} AS l
    WHERE l.success AND l.type LIKE 'UNDO%' AND ${version} = ${wanted}
      AND l.installed_rank > ALL (SELECT d.installed_rank FROM ${history} AS d WHERE d.version = l.version AND d.type NOT LIKE 'UNDO%')
  ) ELSE EXISTS (
    SELECT FROM ${history} AS l
    WHERE l.success AND l.version IS NULL AND regexp_replace(l.script, '^.*/|\\.[A-Za-z]+$', '', 'g') = m.source
  ) END`,
    isSound: {
      condition: `NOT EXISTS (SELECT FROM ${history} WHERE NOT success)`,
      otherwise: `${history} has a failed migration: clear that up first (flyway repair)`,
    },
    isRecorded: ({ name }) => /^(?:V.+?|R)__.*\.sql$/.test(name),
    record: (rows, { quote }) => [
      `INSERT INTO ${history} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)\nSELECT row_number() OVER (ORDER BY v.place), v.version, v.description, 'SQL', v.script, v.checksum, current_user, 0, true\n${fromApplied(
        ['place', 'version', 'description', 'script', 'checksum'],
        rows.map(row => rowOf(row, quote)),
      )}`,
    ],
    baseline: {
      command: `\`flyway -baselineVersion=VERSION baseline\`, on a database without \`${history}\`.`,
      warning:
        'Flyway passes over every file up to the baseline, whether it ever ran or not, and runs every file above it: a baseline too low lets earlier files run again, and one too high leaves out files that never ran.',
    },
  }
}
