import type { Diagnostic } from '../model/diagnostic.ts'

/** What the shell sees. */
export const exitCode = { clean: 0, findings: 1, failure: 2, usage: 64 } as const
export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The command line itself is wrong: shown with the way to help, exit code 64. */
export class UsageError extends Error {
  /** What to write instead; the way to the command's help when absent. */
  readonly help: string | undefined

  constructor(message: string, help?: string) {
    super(message)
    this.help = help
  }
}

/** Diagnostics about what stands on the command line, not in a file. */
const aboutTheCommandLine: readonly string[] = [
  'engine-version-unreadable',
  'engine-version-unsupported',
  'unsupported-framework-version',
  'unknown-framework-version',
  'unknown-layout',
  'unknown-version',
  'nothing-to-write',
  'framework-not-stated',
  'unknown-topic',
  'unknown-database',
  'not-a-database-url',
  'no-such-path',
  'no-such-plan',
  'which-plan',
  'no-such-stage',
  'no-such-line',
]

export const exitCodeOf = (diagnostics: readonly Diagnostic[]): ExitCode =>
  diagnostics.some(({ code }) => aboutTheCommandLine.includes(code)) ? exitCode.usage : exitCode.failure
