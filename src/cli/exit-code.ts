/** What the shell sees. */
export const exitCode = { clean: 0, findings: 1, failure: 2, usage: 64 } as const
export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The command line itself is wrong: shown with the way to help, exit code 64. */
export class UsageError extends Error {}
