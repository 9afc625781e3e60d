import type { Diagnostic } from '../model/diagnostic.ts'
import { exitCode, exitCodeOf, type ExitCode } from './exit-code.ts'
import { formatWritten } from './format-written.ts'
import { nearRoot, wishOf, type GenerateRequest } from './generate-stages.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

/** Gives those files of a plan that have run nowhere new versions, above what came meanwhile. All files or none. */
export async function restamp(request: GenerateRequest, terminal: Terminal): Promise<ExitCode> {
  const { settings, options } = request
  const { prepareRestamp } = await import('../pipeline/life/restamp.ts')
  const prepared = await prepareRestamp({
    ...wishOf(request),
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
  })
  const refuse = async (diagnostics: readonly Diagnostic[]): Promise<ExitCode> => {
    await terminal.report(diagnostics)
    return diagnostics.every(({ severity }) => severity === 'note') ? exitCode.clean : exitCodeOf(diagnostics)
  }
  if (!prepared.ok) return refuse(prepared.diagnostics)
  const { stored, files, remove, papers, moved, kept } = prepared.value
  const near = (path: string): string => nearRoot(settings.root, path)
  const old = new Set(moved.map(({ from }) => from))
  const written = writeFiles(
    [
      ...files.map(({ path, content, isFrozen = false }) => ({ path: near(path), content, isGenerated: old.has(path), isFrozen })),
      ...papers.map(({ path, content }) => ({ path: near(path), content, isGenerated: true })),
    ],
    { force: options.force, remove: remove.map(near) },
  )
  if (!written.ok) return refuse(written.diagnostics)
  terminal.out(moved.map(({ from, to }) => (from === to ? `${near(to)} (renewed)\n` : `${near(from)} → ${near(to)}\n`)).join(''))
  await terminal.report(
    kept.map(({ path, because }) => ({ code: 'kept', severity: 'note', message: `${near(path)} keeps its version: ${because}.` })),
  )
  const { root, formatter } = settings
  return formatWritten({ root, formatter, stored, files: files.filter(({ isAsGenerated }) => isAsGenerated) }, terminal)
}
