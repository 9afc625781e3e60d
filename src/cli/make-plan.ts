import type { Plan, Settings } from '../pipeline.ts'
import type { ChangeOptions } from './change-options.ts'
import { exitCodeOf, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/**
 * Loads, checks and plans a change file; what is wrong with it is reported, and the exit code returned.
 *
 * @param settings what the configuration says; the command line overrules it
 */
export async function makePlan(
  { change, engine, maxStall, downtime, softDrop, triggers, shims }: ChangeOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<Plan | ExitCode> {
  const { loadChangeFile, planChange } = await import('../pipeline.ts')
  const loaded = await loadChangeFile(change)
  const planned = loaded.ok
    ? await planChange(loaded.value, {
        ...(engine === undefined ? {} : { engine }),
        ...stated({ maxStall: maxStall ?? settings.maxStall, patience: settings.patience }),
        policy: { ...settings.policy, ...stated({ downtime, softDrop, triggers, shims }) },
      })
    : loaded
  if (planned.ok) return planned.value
  await terminal.report(planned.diagnostics)
  return exitCodeOf(planned.diagnostics)
}

type Stated<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** What is said; the rest keeps its defaults. */
const stated = <T extends object>(values: T): Stated<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Stated<T>
