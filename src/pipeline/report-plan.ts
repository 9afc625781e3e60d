import { withPostgres } from '../engines/postgres/index.ts'
import type { Plan } from '../plan/plan.ts'
import type { ReportOptions } from '../report/index.ts'

/** A plan as text, as PLAN.md, or as JSON. */
export const reportPlan = async (plan: Plan, options: Omit<ReportOptions, 'quoting'>): Promise<string> => {
  const { renderPlan } = await import('../report/index.ts')
  return withPostgres(plan.engine, quoting => renderPlan(plan, { ...options, quoting }))
}
