import { existsSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Diagnostic } from '../model/diagnostic.ts'
import { rewriteTypeErrors } from './type-errors/rewrite.ts'
import { isKnownClean, rememberClean } from './type-check-cache.ts'

export interface TypeCheckOptions {
  /** Declarations behind `import … from 'lockstep'`; our own when not given. */
  readonly types?: string
  /** Where it is remembered that a file was clean; false remembers nothing. */
  readonly cacheFolder?: string | false
}

/**
 * Everything the compiler has to say of a schema or change file and of what it imports, in Lockstep's own words where it
 * concerns the DSL. Loads the compiler only when a file or the DSL changed since it was last found clean.
 */
export const typeCheck = async (
  given: string,
  { types = ownTypes(), cacheFolder = false }: TypeCheckOptions = {},
): Promise<readonly Diagnostic[]> => {
  const file = resolve(given)
  if (cacheFolder !== false && isKnownClean(file, types, cacheFolder)) return []
  const { Project, ts } = await import('ts-morph')
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts'],
      types: [],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      allowJs: true,
      checkJs: false,
      isolatedModules: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { lockstep: [types] },
    },
  })
  project.addSourceFileAtPath(file)
  const program = project.getProgram().compilerObject
  const theirs = program.getSourceFiles().filter(source => isTheirs(source.fileName, types))
  const found = theirs.flatMap(source => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
  if (found.length === 0 && cacheFolder !== false)
    rememberClean(
      file,
      types,
      theirs.map(source => source.fileName),
      cacheFolder,
    )
  return rewriteTypeErrors(found, program.getTypeChecker(), ts)
}

/** `dist/authoring.d.ts` where we are installed, `src/authoring.ts` where we are developed. */
const ownTypes = (): string => {
  const beside = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))
  return existsSync(beside('authoring.d.ts')) ? beside('authoring.d.ts') : beside('authoring.ts')
}

/** Not ours, not a package's, not the language's own. */
const isTheirs = (fileName: string, types: string): boolean =>
  !fileName.includes('/node_modules/') && !resolve(fileName).startsWith(dirname(types) + sep)
