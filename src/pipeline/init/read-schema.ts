import type { Repository } from '../../frameworks/read.ts'
import { replay } from '../../history/replay.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { emptySchema, type Schema } from '../../model/schema.ts'
import type { Engine } from '../../steps/engine.ts'
import { readProject, sourcesOf, type FoundProject } from '../projects.ts'
import { schemaOfDump, schemaOfFramework } from '../starting-schema.ts'

/** A schema and what it was made from. */
export interface ReadSchema {
  readonly schema: Schema
  readonly from: string
  readonly diagnostics: readonly Diagnostic[]
}

/** Where frameworks keep the dump of a PostgreSQL schema. */
const dumps = /^(?:.*\/)?(?:db\/structure\.sql|db\/schema\.sql|database\/schema\/(?:pgsql|postgres)-schema\.sql)$/

/** The schema of a project: its dump where it keeps one, otherwise what its migrations make when they are played. */
export const readProjectSchema = async (found: FoundProject, repository: Repository, engine: Engine): Promise<ReadSchema> => {
  const { framework, project } = found
  const own = project.schemaFile === undefined ? undefined : repository.read(project.schemaFile)
  if (project.schemaFile !== undefined && own !== undefined) {
    const stated = await schemaOfFramework(framework, { path: project.schemaFile, text: own }, project.options, engine)
    if (stated.schema !== undefined) return { schema: stated.schema, from: project.schemaFile, diagnostics: stated.diagnostics }
  }
  const dump = repository.paths.find(path => dumps.test(path))
  const text = dump === undefined ? undefined : repository.read(dump)
  if (dump !== undefined && text !== undefined && /CREATE TABLE/i.test(text))
    return { schema: schemaOfDump({ path: dump, text }, engine), from: dump, diagnostics: [] }
  const history = await readProject(found, await sourcesOf(found, repository), repository)
  const replayed = replay(history, { engine })
  return {
    schema: replayed.at(-1)?.after ?? emptySchema,
    from: `${history.migrations.length} ${history.migrations.length === 1 ? 'migration' : 'migrations'} of ${found.project.folders[0]}`,
    diagnostics: [...history.diagnostics, ...replayed.flatMap(each => each.diagnostics)],
  }
}
