import { join } from 'node:path'
import { workspaceOf } from '../pipeline/workspace.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { GenerateOptions } from './generate-options.ts'
import { refuse } from './refuse.ts'
import { nameOf, sourceOf, type Terminal } from './terminal.ts'

/** Says whether the plans of a repository, or one of them, are fit to be merged. Writes nothing and needs no database. */
export async function checkPlans({ change, since, format = 'text' }: Partial<GenerateOptions>, terminal: Terminal): Promise<ExitCode> {
  const { root } = workspaceOf(change)
  const [{ checkPlans: check }, { whichPlan }, { reportPlansCheck }] = await Promise.all([
    import('../pipeline/life/check-plans.ts'),
    import('../pipeline/life/which-plan.ts'),
    import('../pipeline/life/report-life.ts'),
  ])
  const named = change === undefined ? undefined : whichPlan(root, change)
  const checked = named?.ok === false ? named : await check(root, since, named?.value.stored?.slug)
  if (!checked.ok) return refuse(checked.diagnostics, terminal)
  terminal.out(
    reportPlansCheck(checked.value, {
      format,
      isPainted: terminal.isPainted,
      width: terminal.width,
      sourceOf: file => sourceOf(join(root, file)),
      nameOf: file => nameOf(join(root, file)),
    }),
  )
  return checked.value.diagnostics.some(({ severity }) => severity === 'error') ? exitCode.findings : exitCode.clean
}
