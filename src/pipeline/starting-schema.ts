import { existsSync, readFileSync } from 'node:fs'
import { playSql } from '../frameworks/play-sql.ts'
import type { SourceFile } from '../history/migration.ts'
import { record } from '../history/recorder.ts'
import { placesIn } from '../history/place.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { emptySchema, type Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'

/** The schema a file states: a schema file of Lockstep's, or a dump in SQL (`structure.sql`, `pg_dump -s`). */
export async function readStartingSchema(file: string, engine: Engine): Promise<Result<Schema>> {
  if (!existsSync(file))
    return fail(error('no-such-path', `the schema ${file} is not there`, 'write it with lockstep pull, or pg_dump --schema-only'))
  if (file.endsWith('.sql')) {
    return ok(schemaOfDump({ path: file, text: readFileSync(file, 'utf8') }, engine))
  }
  const [{ loadSchemaFile }, module] = await Promise.all([import('../dsl/load.ts'), import('../authoring.ts')])
  const loaded = await loadSchemaFile(file, { module })
  return loaded.ok ? ok(loaded.value.schema) : loaded
}

/** What a dump makes; commands of psql in it and rows say nothing of the schema. */
export const schemaOfDump = (file: SourceFile, engine: Engine): Schema => {
  const source = { text: file.text, place: placesIn(file) }
  return record({ engine, schema: emptySchema, wrapping: 'none' }, to => playSql(to, source, () => undefined)).schema
}
