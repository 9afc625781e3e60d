import type { Diagnostic } from '../model/diagnostic.ts'
import { exitCodeOf, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** Says why a command does not do what was asked, and ends it. */
export const refuse = async (diagnostics: readonly Diagnostic[], terminal: Terminal): Promise<ExitCode> => {
  await terminal.report(diagnostics)
  return exitCodeOf(diagnostics)
}
