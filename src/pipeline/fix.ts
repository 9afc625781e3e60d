import { defaultPolicy } from '../changes/recipe.ts'
import { recognise } from '../changes/recognise.ts'
import type { EmittedFile } from '../frameworks/framework.ts'
import { ok, type Result } from '../model/diagnostic.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Replayed } from '../history/replay.ts'
import type { Plan } from '../plan/plan.ts'
import { planChanges } from '../planner/index.ts'
import type { Checked } from '../report/findings/checked.ts'
import type { Engine } from '../steps/engine.ts'
import { inspectPaths, type CheckOptions } from './check.ts'

/** The safe version of a migration, or why there is none. */
export interface Fix {
  /** The file that was judged. */
  readonly file: string
  readonly name: string
  readonly framework: FrameworkId
  readonly safe?: { readonly plan: Plan; readonly files: readonly EmittedFile[] }
  readonly because?: string
}

/** Writes a plan's files; given, so that the composition stays in one place. */
export type Generate = (plan: Plan, framework: FrameworkId) => Promise<Result<readonly EmittedFile[]>>

/** Plans anew what the migrations with an error or a warning wanted. */
export async function fixPaths(
  options: CheckOptions,
  generate: Generate,
): Promise<Result<{ readonly checked: Checked; readonly fixes: readonly Fix[] }>> {
  const inspected = await inspectPaths(options)
  if (!inspected.ok) return inspected
  const { checked, engine, judged } = inspected.value
  const isHarmful = ({ migration }: Replayed): boolean =>
    checked.findings.some(
      ({ migration: id, span, severity, way }) =>
        id === migration.id && span.file === migration.file && severity !== 'note' && way === 'up',
    )
  const fixes: Fix[] = []
  for (const { framework, replayed } of judged)
    for (const one of replayed.filter(isHarmful)) fixes.push(await fix(one, framework, engine, generate))
  return ok({ checked, fixes })
}

async function fix({ migration, before, up }: Replayed, framework: FrameworkId, engine: Engine, generate: Generate): Promise<Fix> {
  const { file, name } = migration
  const wanted = recognise(up)
  if (!wanted.ok) return { file, name, framework, because: wanted.because }
  const planned = planChanges({ title: name, schema: before, changes: wanted.changes, engine, policy: defaultPolicy, maxStall: 100 })
  const files = planned.ok ? await generate(planned.value, framework) : planned
  if (!planned.ok || !files.ok) {
    const reasons = (planned.ok ? files : planned) as Extract<Result<never>, { readonly ok: false }>
    return {
      file,
      name,
      framework,
      because: reasons.diagnostics.map(({ message, help }) => [message, help].filter(text => text !== undefined).join('; ')).join(' '),
    }
  }
  return { file, name, framework, safe: { plan: planned.value, files: files.value } }
}
