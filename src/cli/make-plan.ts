import type { Plan, Policy } from '../pipeline.ts'
import type { ChangeOptions } from './change-options.ts'
import { exitCodeOf, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** Loads, checks and plans a change file; what is wrong with it is reported, and the exit code returned. */
export async function makePlan(
  { change, engine, maxStall, downtime, softDrop, triggers, shims }: ChangeOptions,
  terminal: Terminal,
): Promise<Plan | ExitCode> {
  const { loadChangeFile, planChange } = await import('../pipeline.ts')
  const loaded = await loadChangeFile(change)
  const planned = loaded.ok
    ? await planChange(loaded.value, {
        ...(engine === undefined ? {} : { engine }),
        ...(maxStall === undefined ? {} : { maxStall }),
        policy: stated({ downtime, softDrop, triggers, shims }),
      })
    : loaded
  if (planned.ok) return planned.value
  await terminal.report(planned.diagnostics)
  return exitCodeOf(planned.diagnostics)
}

/** The policy the command line states; the rest keeps its defaults. */
const stated = (policy: Partial<Policy>): Partial<Policy> =>
  Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined))
