import type { History, Migration, SourceFile } from '../history/migration.ts'
import { placesIn } from '../history/place.ts'

/** Files of SQL whose names say nothing of an order: each for itself, as psql runs it. */
export const plainSql = (files: readonly SourceFile[]): History => ({
  migrations: files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((file): Migration => {
      const place = placesIn(file)
      const at = place(0, file.text.length)
      return { id: file.path, name: file.path, file: file.path, at, wrapping: 'none', up: to => to.sql(file.text, at, place) }
    }),
  diagnostics: [],
})
