import { run } from '../../src/cli/index.ts'
import type { ExitCode } from '../../src/cli/exit-code.ts'
import { reportDiagnostics } from '../../src/pipeline.ts'

export interface Outcome {
  readonly code: ExitCode
  readonly out: string
  readonly error: string
}

/** Runs the command line in this process, as in a pipe 120 columns wide. */
export async function lockstep(...args: readonly string[]): Promise<Outcome> {
  const written = { out: '', error: '' }
  const code = await run(args, {
    out: text => void (written.out += text),
    isPainted: false,
    width: 120,
    report: async diagnostics => {
      written.error += await reportDiagnostics(diagnostics, {
        isPainted: false,
        width: 120,
        sourceOf: () => undefined,
        nameOf: file => file,
      })
    },
  })
  return { code, ...written }
}
