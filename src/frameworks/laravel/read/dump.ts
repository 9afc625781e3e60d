import { placesIn } from '../../../history/place.ts'
import type { Migration, SourceFile } from '../../../history/migration.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'

/** What `schema:dump` wrote: loaded before the migrations, those it holds are recorded as run. */
export interface Dump {
  readonly migration: Migration
  /** Ids of the migrations that are in it. */
  readonly applied: readonly string[]
}

export const isDump = (path: string): boolean => /(^|\/)database\/schema\/[^/]+-schema\.(sql|dump)$/.test(path)

export const dumpOf = (file: SourceFile, diagnostics: Diagnostic[]): readonly Dump[] => {
  const { path, text } = file
  const connection = /([^/]+)-schema\.\w+$/.exec(path)?.[1] ?? ''
  const place = placesIn(file)
  const at = place(0, text.length)
  // The file is named after the connection: that of a test suite is not loaded where the application runs.
  if (!/^(pgsql|postgres(ql)?)$/.test(connection) && !/^-- PostgreSQL database dump/m.test(text)) {
    diagnostics.push({
      code: 'other-dump',
      severity: 'note',
      message: `The dump of the connection ${connection} is not PostgreSQL's; the migrations are read from the first one.`,
      span: at,
    })
    return []
  }
  return [
    {
      applied: appliedIn(text),
      migration: {
        id: path.slice(path.lastIndexOf('/') + 1),
        name: 'schema dump',
        file: path,
        at,
        wrapping: 'none',
        up: to => to.sql(schemaIn(text), at, place),
        noDown: 'missing',
      },
    },
  ]
}

/** Rows of `migrations`, as COPY or INSERT gives them. */
const appliedIn = (text: string): readonly string[] => [
  ...[...text.matchAll(/^\d+\t(\w+)\t\d+$/gm)].map(([, name]) => name!),
  ...[...text.matchAll(/INSERT INTO (?:public\.)?"?migrations"? .*?'(\w+)'/g)].map(([, name]) => name!),
]

/** Without the rows and psql's own commands, each letter in its place. */
const schemaIn = (text: string): string => {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ')
  return text.replace(/^COPY [^;]*FROM stdin;\n[\s\S]*?^\\\.$/gm, blank).replace(/^\\(?:un)?restrict.*$/gm, blank)
}
