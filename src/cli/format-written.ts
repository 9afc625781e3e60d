import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { afterFormatting } from '../pipeline/life/generate.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface FormattingRequest {
  readonly root: string
  /** The team's command; nothing is done without one. */
  readonly formatter: string | undefined
  readonly stored: Parameters<typeof afterFormatting>[0]
  /** Just written, from the root. */
  readonly files: readonly { readonly path: string; readonly isFrozen?: true }[]
}

/** The team's formatter has the last word on the files, and their hashes are noted after it. */
export async function formatWritten({ root, formatter, stored, files }: FormattingRequest, terminal: Terminal): Promise<ExitCode> {
  const paths = files.filter(({ path, isFrozen }) => isFrozen === undefined && !path.endsWith('.conf')).map(({ path }) => path)
  // Without arguments a formatter takes the whole repository.
  if (formatter === undefined || paths.length === 0) return exitCode.clean
  const [{ runFormatter }, { afterFormatting }] = await Promise.all([
    import('../pipeline/life/run-formatter.ts'),
    import('../pipeline/life/generate.ts'),
  ])
  const formatted = runFormatter(formatter, paths, root)
  const { path, content } = afterFormatting(stored, new Map(paths.map(each => [each, readFileSync(join(root, each), 'utf8')])))
  const noted = writeFiles([{ path: join(relative(process.cwd(), root), path), content, isGenerated: true }], { force: false })
  const wrong = [...(formatted.ok ? [] : formatted.diagnostics), ...(noted.ok ? [] : noted.diagnostics)]
  if (wrong.length === 0) return exitCode.clean
  return refuse(wrong, terminal)
}
