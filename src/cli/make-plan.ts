import type { Plan } from '../pipeline.ts'
import type { ChangeOptions } from './change-options.ts'
import { exitCodeOf, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** Loads, checks and plans a change file; what is wrong with it is reported, and the exit code returned. */
export async function makePlan({ change, engine, maxStall }: ChangeOptions, terminal: Terminal): Promise<Plan | ExitCode> {
  const { loadChangeFile, planChange } = await import('../pipeline.ts')
  const loaded = await loadChangeFile(change)
  const planned = loaded.ok
    ? await planChange(loaded.value, { ...(engine === undefined ? {} : { engine }), ...(maxStall === undefined ? {} : { maxStall }) })
    : loaded
  if (planned.ok) return planned.value
  await terminal.report(planned.diagnostics)
  return exitCodeOf(planned.diagnostics)
}
