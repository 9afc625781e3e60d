import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, extname, resolve } from 'node:path'
import { error, fail, ok, type Diagnostic, type Result, type Span } from '../model/diagnostic.ts'
import { spanOf } from './call-site.ts'
import { placeOfMissingImport } from './missing-import.ts'
import type { SchemaDefinition } from './schema.ts'
import type { ChangeFile } from './schema-change.ts'

/** By require: importing it would have Node read its 190 KB for the names it exports, which takes longer than all the rest. */
const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti')

export interface LoadOptions {
  /** What `import … from 'lockstep'` gives in the file: our own module, so that a file runs under npx with nothing installed. */
  readonly module: object
  /** Folder for transformed files; false keeps nothing. */
  readonly cacheFolder?: string | false
}

/** @returns the change a file exports as default, or everything that is wrong with it */
export const loadChangeFile = async (file: string, options: LoadOptions): Promise<Result<ChangeFile>> => {
  const loaded = await loadDefault(file, options)
  if (!loaded.ok) return loaded
  const found = loaded.value
  if (isChangeFile(found)) return hasErrors(found.diagnostics) ? fail(...inFile(found.diagnostics, file)) : ok(found)
  return fail(
    isSchema(found)
      ? error(
          'schema-instead-of-change',
          `${basename(file)} exports a schema, not a change`,
          'Write export default change(schema)… in it, or name a file of lockstep/changes.',
          { file, line: 1, column: 1 },
        )
      : noDefault(file, 'change(schema)…', found),
  )
}

/** A schema file: what it exports as default, and the constants beside it that others may import. */
export interface LoadedSchema extends SchemaDefinition<unknown, unknown, unknown> {
  /** Exported enums and domains: their key → the constant's name. */
  readonly names: ReadonlyMap<string, string>
}

/** @returns the schema a file exports as default, or everything that is wrong with it */
export const loadSchemaFile = async (file: string, options: LoadOptions): Promise<Result<LoadedSchema>> => {
  const loaded = await loadExports(file, options)
  if (!loaded.ok) return loaded
  const { default: found, ...rest } = loaded.value
  if (isSchema(found))
    return hasErrors(found.diagnostics) ? fail(...inFile(found.diagnostics, file)) : ok({ ...found, names: namesIn(rest) })
  return fail(noDefault(file, 'schema({ … })', found))
}

const namesIn = (exported: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(exported).flatMap(([name, value]): (readonly [string, string])[] =>
      typeof value === 'function' && 'key' in value && ('enum' in value || 'domain' in value) ? [[String(value.key), name]] : [],
    ),
  )

/** What a script exports as default; nothing where it exports nothing. */
export const loadDefault = async (file: string, options: LoadOptions): Promise<Result<unknown>> => {
  const loaded = await loadExports(file, options)
  return loaded.ok ? ok(loaded.value['default']) : loaded
}

const loadExports = async (
  given: string,
  { module, cacheFolder = false }: LoadOptions,
): Promise<Result<Readonly<Record<string, unknown>>>> => {
  const file = resolve(given)
  if (!existsSync(file)) return fail(error('file-not-found', `There is no file ${given}`, 'Check the path.'))
  if (!['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'].includes(extname(file)))
    return fail(error('not-a-script', `${given} is not a TypeScript or JavaScript file`, 'Change and schema files end in .ts or .js.'))
  if (!statSync(file).isFile()) return fail(error('not-a-script', `${given} is a folder`, 'Name a file in it.'))
  // Its own module cache is off: a file that changed between two loads (tests, an editor) is read again.
  const jiti = createJiti(file, {
    fsCache: cacheFolder,
    moduleCache: false,
    interopDefault: false,
    tryNative: false,
    virtualModules: { lockstep: module },
  })
  try {
    const namespace = await jiti.import(file)
    return ok(typeof namespace === 'object' && namespace !== null ? { ...namespace } : {})
  } catch (thrown) {
    return fail(thrownBy(file, thrown))
  }
}

/** An exception of the user's file, at the line it came from. */
const thrownBy = (file: string, thrown: unknown): Diagnostic => {
  if (!(thrown instanceof Error))
    return error('file-throws', `${basename(file)} throws ${String(thrown)}`, undefined, { file, line: 1, column: 1 })
  const syntax = syntaxSpan(thrown)
  if (syntax !== undefined)
    return error(
      'syntax-error',
      `${basename(syntax.file)} is not valid TypeScript: ${syntax.reason.charAt(0).toLowerCase() + syntax.reason.slice(1)}`,
      undefined,
      { file: syntax.file, line: syntax.line, column: syntax.column },
    )
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(thrown.message)?.[1]
  if (missing !== undefined)
    return error(
      'missing-import',
      `${basename(file)} imports ${missing}, which cannot be found`,
      'Check the path, or install the package.',
      placeOfMissingImport(file, missing),
    )
  return error(
    'file-throws',
    `${basename(file)} throws ${thrown.name}: ${inWords(thrown.message)}`,
    undefined,
    spanOf(thrown.stack) ?? { file, line: 1, column: 1 },
  )
}

/** A call of an import, as the transform writes it: `(0 , _lockstep.nonsense) is not a function`. */
const inWords = (message: string): string => message.replaceAll(/\(0 ?, ?\w+\.(\w+)\)/g, '$1')

/** jiti says where the transform stumbled: `ParseError: Unexpected token` and on the next line `/path/file.ts:3:0`, columns from 0. */
const syntaxSpan = (thrown: Error): (Span & { readonly reason: string }) | undefined => {
  const match = /^ParseError: (?<reason>.*?)\s*\n\s*(?<file>.+):(?<line>\d+):(?<column>\d+)/.exec(thrown.message)
  if (match?.groups === undefined) return undefined
  const { file = '', reason = '', line, column } = match.groups
  return { file, line: Number(line), column: Number(column) + 1, reason }
}

/** Notes come along with what was loaded. */
const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(d => d.severity === 'error')

const inFile = (diagnostics: readonly Diagnostic[], file: string): readonly Diagnostic[] =>
  diagnostics.map(d => (d.span === undefined ? { ...d, span: { file: resolve(file), line: 1, column: 1 } } : d))

const isChangeFile = (value: unknown): value is ChangeFile =>
  typeof value === 'object' &&
  value !== null &&
  'changes' in value &&
  Array.isArray(value.changes) &&
  'after' in value &&
  'diagnostics' in value

const isSchema = (value: unknown): value is SchemaDefinition<unknown, unknown, unknown> =>
  typeof value === 'object' && value !== null && 'schema' in value && 'diagnostics' in value && !('changes' in value)

/** The file exports something else than it should. */
export const noDefault = (file: string, wanted: string, found: unknown): Diagnostic =>
  error(
    'no-default-export',
    found === undefined ? `${basename(file)} exports nothing as default` : `${basename(file)} exports something else than ${wanted}`,
    `Write: export default ${wanted}`,
    { file: resolve(file), line: 1, column: 1 },
  )
