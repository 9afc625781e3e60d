import { withPostgres } from '../engines/postgres/index.ts'
import type { UndoRequest, UnitToUndo } from '../frameworks/undo.ts'
import type { Plan } from '../plan/plan.ts'
import type { ReportOptions } from '../report/index.ts'
import { loadFramework } from './registry.ts'

/** What a plan's files were written to, where they are. */
export interface WrittenTo extends Partial<Omit<UndoRequest, 'units'>> {
  readonly files: readonly (UnitToUndo['files'][number] & { readonly unit?: string })[]
}

/** A plan as text, as PLAN.md, or as JSON. */
export const reportPlan = async (
  plan: Plan,
  { written, ...options }: Omit<ReportOptions, 'quoting' | 'undo'> & { readonly written?: WrittenTo },
): Promise<string> => {
  const { renderPlan } = await import('../report/index.ts')
  const undo = options.format === 'md' && options.framework !== undefined ? await undoWith(options.framework, written) : undefined
  return withPostgres(plan.engine, quoting => renderPlan(plan, { ...options, quoting, ...(undo === undefined ? {} : { undo }) }))
}

const undoWith = async (
  id: NonNullable<ReportOptions['framework']>,
  { files, ...where }: WrittenTo = { files: [] },
): Promise<NonNullable<ReportOptions['undo']>> => {
  const { folder, undo } = await loadFramework(id)
  return units => undo({ folder, ...where, units: units.map(unit => ({ unit, files: files.filter(each => each.unit === unit.id) })) })
}
