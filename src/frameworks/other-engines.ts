import type { SourceFile } from '../history/migration.ts'
import type { Diagnostic } from '../model/diagnostic.ts'

const engines: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  psql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mariadb',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  h2: 'h2',
  hsql: 'hsqldb',
  hsqldb: 'hsqldb',
  derby: 'derby',
  oracle: 'oracle',
  sqlserver: 'sqlserver',
  sql_server: 'sqlserver',
  'sql-server': 'sqlserver',
  mssql: 'sqlserver',
  db2: 'db2',
  cockroach: 'cockroachdb',
  cockroachdb: 'cockroachdb',
  clickhouse: 'clickhouse',
  snowflake: 'snowflake',
  redshift: 'redshift',
  spanner: 'spanner',
  cassandra: 'cassandra',
}

/** `V1__init___H2.sql`, `0001_users.mysql.up.sql`: behind a dot or two underscores, so that `move_to_mysql.sql` is none. */
const suffix = /(?:\.|_{2,})([a-z][a-z0-9-]*(?:_[a-z0-9-]+)*)(?:\.(?:up|down))?\.[a-z]+$/

/** The engine that a folder or a file's ending names, the innermost one; nothing where none is named. */
export const engineNamedBy = (path: string): string | undefined => {
  const parts = path.toLowerCase().split('/')
  const file = parts.pop() ?? ''
  const named = [...parts, suffix.exec(file)?.[1] ?? ''].flatMap(word => (Object.hasOwn(engines, word) ? [engines[word]!] : []))
  return named.at(-1)
}

/** The engine a path speaks of at all: `mysql-persistence`, `migration_postgres`. Enough for a project, not for leaving out a file. */
export const engineHintedBy = (path: string): string | undefined =>
  engineNamedBy(path) ??
  path
    .toLowerCase()
    .split(/[/_-]/)
    .flatMap(word => (Object.hasOwn(engines, word) ? [engines[word]!] : []))
    .at(-1)

interface Kept {
  readonly files: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Without the files that are another engine's, of which a note tells. */
export const ofThisEngine = (files: readonly SourceFile[]): Kept => {
  const isOurs = ({ path }: SourceFile): boolean => [undefined, 'postgres'].includes(engineNamedBy(path))
  const others = new Map<string, SourceFile[]>()
  for (const file of files.filter(each => !isOurs(each))) {
    const key = `${engineNamedBy(file.path)} ${file.path.slice(0, file.path.lastIndexOf('/') + 1)}`
    others.set(key, [...(others.get(key) ?? []), file])
  }
  return {
    files: files.filter(isOurs),
    diagnostics: [...others].map(([key, group]) => {
      const [engine = '', folder = ''] = key.split(' ')
      return {
        code: 'other-engine',
        severity: 'note',
        message: `${group.length} ${group.length === 1 ? 'file is' : 'files are'} for ${engine}, which is not read yet: left out${folder === '' ? '' : ` (${folder})`}`,
        span: { file: group[0]!.path, line: 1, column: 1 },
      }
    }),
  }
}
