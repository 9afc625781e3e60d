import { ok, type Result } from '../model/diagnostic.ts'
import type { ChangeInput, Plan, Settings } from '../pipeline.ts'
import type { MadePlan } from '../pipeline/life/plan-to-write.ts'
import type { ChangeOptions } from './change-options.ts'
import { type ExitCode } from './exit-code.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'

/**
 * Loads, checks and plans a change file: the plan with what it was made from, or what is wrong with it.
 *
 * @param settings what the configuration says; the command line overrules it
 */
export async function planFrom(
  { change, engine, maxStall, downtime, softDrop, triggers, shims, stack }: ChangeOptions & { readonly stack?: boolean | string },
  settings: Settings,
): Promise<Result<MadePlan>> {
  const { loadChangeFile, planChange } = await import('../pipeline.ts')
  const loaded = await loadChangeFile(change)
  if (!loaded.ok) return loaded
  const stacked = stack === undefined || stack === false ? undefined : await stackedInput(settings.root, loaded.value, stack)
  if (stacked?.ok === false) return stacked
  const input = stacked?.value.input ?? loaded.value
  const policy = { ...settings.policy, ...stated({ downtime, softDrop, triggers, shims }) }
  const planned = await planChange(input, {
    ...(engine === undefined ? {} : { engine }),
    ...stated({ maxStall: maxStall ?? settings.maxStall, patience: settings.patience, tenants: settings.tenants }),
    policy,
  })
  return planned.ok
    ? ok({ plan: planned.value, schema: input.schema, policy, ...(stacked === undefined ? {} : { stackedOn: stacked.value.on }) })
    : planned
}

/** On the plan that is on its way on the same table, or on the one it was stacked on before. */
const stackedInput = async (root: string, input: ChangeInput, stack: true | string) =>
  (await import('../pipeline/life/stack.ts')).stackInput(root, input, stack === true ? undefined : stack)

/** The plan of a change file; what is wrong with it is reported, and the exit code returned. */
export async function makePlan(options: ChangeOptions, settings: Settings, terminal: Terminal): Promise<Plan | ExitCode> {
  const made = await planFrom(options, settings)
  if (made.ok) return made.value.plan
  return refuse(made.diagnostics, terminal)
}

type Stated<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** What is said; the rest keeps its defaults. */
export const stated = <T extends object>(values: T): Stated<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Stated<T>
