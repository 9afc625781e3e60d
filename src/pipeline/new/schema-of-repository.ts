import { parseEngine } from '../../engines/postgres/versions.ts'
import { writeSchema } from '../../dsl/write-schema.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import { chooseProject } from '../init/choose-project.ts'
import { detectEngine } from '../init/detect-engine.ts'
import { readProjectSchema } from '../init/read-schema.ts'
import { loadEngine } from '../registry.ts'
import { openRepository } from '../repository.ts'
import type { Settings } from '../settings/index.ts'

interface Found {
  readonly schema: Schema
  readonly text: string
  readonly from: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The schema that a repository's dump or migrations say it has, and the schema file for it.
 */
export async function schemaOfRepository({ root, schema: path, framework, folders, engine }: Settings): Promise<Result<Found>> {
  const repository = openRepository(root)
  const folder = folders?.[0]
  const chosen = await chooseProject(repository, {
    ...(framework === undefined ? {} : { framework }),
    ...(folder === undefined ? {} : { folder }),
  })
  if (!chosen.ok) return chosen
  if (chosen.value === undefined)
    return fail(
      error(
        'no-schema-file',
        `There is no ${path}, and nothing here that says what the schema is.`,
        'write it by hand (docs/getting-started.md), or with lockstep pull --database-url …, or from a dump: lockstep init --schema dump.sql',
      ),
    )
  const version = parseEngine(engine ?? detectEngine(repository)?.engine ?? 'postgres@14')
  if (!version.ok) return version
  const { schema, from, diagnostics } = await readProjectSchema(chosen.value, repository, await loadEngine(version.value))
  const known: Schema = { ...schema, tainted: [] }
  const written = await writeSchema(known)
  if (!written.ok)
    return fail(
      ...written.diagnostics,
      error('no-schema-file', `${path} cannot be written from ${from}.`, 'lockstep pull --database-url … writes it from a database'),
    )
  const doubts: readonly Diagnostic[] =
    schema.tainted.length === 0
      ? []
      : [
          {
            code: 'schema-in-doubt',
            severity: 'note',
            message: `${path} is what ${from} says. Code that was not run may have changed it.`,
            help: 'compare it with a database: lockstep pull --database-url … --out -',
          },
        ]
  return ok({
    schema: known,
    text: written.value,
    from,
    diagnostics: [...diagnostics.filter(({ severity }) => severity === 'error'), ...doubts],
  })
}
