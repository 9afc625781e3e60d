import { existsSync, readFileSync } from 'node:fs'
import { playSql } from '../frameworks/play-sql.ts'
import type { ReadOptions } from '../frameworks/read.ts'
import type { SourceFile } from '../history/migration.ts'
import { record } from '../history/recorder.ts'
import { placesIn } from '../history/place.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import type { FrameworkId } from '../model/framework.ts'
import { emptySchema, type Schema } from '../model/schema.ts'
import type { Engine } from '../steps/engine.ts'
import { loadFramework } from './registry.ts'

/** The schema a file states: a schema file of Lockstep's, Rails' schema.rb, or a dump in SQL (`structure.sql`, `pg_dump -s`). */
export async function readStartingSchema(file: string, engine: Engine): Promise<Result<Schema>> {
  if (!existsSync(file))
    return fail(error('no-such-path', `the schema ${file} is not there`, 'write it with lockstep pull, or pg_dump --schema-only'))
  if (file.endsWith('.sql')) {
    return ok(schemaOfDump({ path: file, text: readFileSync(file, 'utf8') }, engine))
  }
  if (file.endsWith('.rb')) {
    const stated = await schemaOfFramework('rails', { path: file, text: readFileSync(file, 'utf8') }, {}, engine)
    return stated.schema === undefined ? fail(...stated.diagnostics) : ok(stated.schema)
  }
  const [{ loadSchemaFile }, module] = await Promise.all([import('../dsl/load.ts'), import('../authoring.ts')])
  const loaded = await loadSchemaFile(file, { module })
  return loaded.ok ? ok(loaded.value.schema) : loaded
}

/** The schema that a framework's own file states (`schema.rb`); none where the framework has no such file, or it cannot be read. */
export async function schemaOfFramework(
  framework: FrameworkId,
  file: SourceFile,
  options: ReadOptions,
  engine: Engine,
): Promise<{ readonly schema?: Schema; readonly diagnostics: readonly Diagnostic[] }> {
  const frontEnd = await (await loadFramework(framework)).frontEnd?.()
  if (frontEnd?.readSchema === undefined) return { diagnostics: [] }
  const { up, wrapping } = frontEnd.readSchema(file, options)
  const { schema, diagnostics } = record({ engine, schema: emptySchema, wrapping }, up)
  if (schema.tables.keys().length > 0) return { schema, diagnostics }
  return {
    diagnostics: [...diagnostics, error('no-schema', `${file.path} states no table`, 'name the file the framework dumps its schema to')],
  }
}

/** What a dump makes; commands of psql in it and rows say nothing of the schema. */
export const schemaOfDump = (file: SourceFile, engine: Engine): Schema => {
  const source = { text: file.text, place: placesIn(file) }
  return record({ engine, schema: emptySchema, wrapping: 'none' }, to => playSql(to, source, () => undefined)).schema
}
