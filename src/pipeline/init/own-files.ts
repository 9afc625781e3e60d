import { join, relative, resolve } from 'node:path'
import type { DatabaseConfig } from '../../dsl/config.ts'
import { writeSchema } from '../../dsl/write-schema.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { Schema } from '../../model/schema.ts'
import { editorFiles, isInstalledIn, typesFile } from '../editor-files.ts'
import { ciFiles, detectCi } from './ci.ts'
import { configFile } from './config-file.ts'
import type { DetectedEngine } from './detect-engine.ts'
import { exampleChange } from './example.ts'
import type { ReadSchema } from './read-schema.ts'
import type { Init, InitOptions, Parts } from './request.ts'

interface Own extends DatabaseConfig {
  readonly framework: FrameworkId
  readonly folders: readonly string[]
}

/** What every repository gets: configuration, schema, an example, and the job that checks. */
export const ownFiles = async (
  config: Own,
  read: ReadSchema,
  options: InitOptions,
  parts: Parts,
  { engine, because }: DetectedEngine,
): Promise<Init> => {
  const { schema, doubts } = withoutDoubt(read.schema)
  const text = await writeSchema(schema)
  const isOwn = options.schema !== undefined && relative(resolve(options.root), resolve(options.schema)) === join('lockstep', 'schema.ts')
  const example = text.ok ? exampleChange(schema) : undefined
  const types = isInstalledIn(options.root) ? undefined : typesFile
  const ci = options.ci ?? detectCi(parts.repository)
  const job = ci === undefined || ci === 'none' ? undefined : ciFiles({ ...parts, ci, folders: config.folders })
  return {
    files: [
      { path: 'lockstep.config.ts', content: configFile({ engine, ...config }, { engineBecause: because, types }, parts.render) },
      ...(text.ok && !isOwn ? [{ path: 'lockstep/schema.ts', content: text.value }] : []),
      ...(example === undefined ? [] : [{ path: 'lockstep/changes/example.ts', content: example }]),
      ...(await editorFiles(options.root)),
      ...(job?.files ?? []),
    ],
    findings: [`schema: from ${read.from}`],
    next: [
      ...(job?.toDo === undefined ? [] : [job.toDo]),
      ...(example === undefined ? [] : ['lockstep plan lockstep/changes/example.ts', 'lockstep new --help']),
    ],
    diagnostics: [
      ...(text.ok ? [] : notWritten(text.diagnostics, 'lockstep/schema.ts')),
      ...(doubts.length === 0 || !text.ok ? [] : [doubtful(doubts)]),
    ],
  }
}

/** Why there is no schema file. */
export const notWritten = (reasons: readonly Diagnostic[], file: string): readonly Diagnostic[] => [
  ...reasons.map(each => ({ ...each, severity: 'warning' as const })),
  {
    code: 'no-schema-file',
    severity: 'warning',
    message: `${file} is not written, nor an example of a change.`,
    help: 'lockstep pull --database-url writes it from a database',
  },
]

/** What program code may have touched is written as it is known; a note says where to look. */
export const withoutDoubt = (schema: Schema): { readonly schema: Schema; readonly doubts: readonly string[] } => ({
  schema: { ...schema, tainted: [] },
  doubts: schema.tainted,
})

export const doubtful = (doubts: readonly string[], file = 'lockstep/schema.ts'): Diagnostic => ({
  code: 'schema-in-doubt',
  severity: 'note',
  message: `${file} is what the migrations say. Code that was not run may have changed ${namesOf(doubts)}.`,
  help: 'compare it with a database where they have run: lockstep pull --database-url … --out -',
})

const namesOf = (doubts: readonly string[]): string => {
  if (doubts.includes('*')) return 'any of it'
  const [shown, rest] = [doubts.slice(0, 12), doubts.length - 12]
  return `${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`
}
