import type { GateReading } from '../../life/gate-reading.ts'
import type { Status } from '../../life/plan-status.ts'
import { gateText } from '../../report/life/gate-text.ts'
import { statusText } from '../../report/life/status-text.ts'

interface Reporting {
  readonly format: 'text' | 'json'
  readonly isPainted: boolean
  readonly width: number
  /** The environment that is meant unless told; production when absent. */
  readonly usual?: string
}

/** The plans of a workspace as text for a terminal, or as JSON that keeps its form. */
export const reportStatus = (status: Status, { format, ...options }: Reporting): string =>
  format === 'json' ? `${JSON.stringify(status, null, 2)}\n` : statusText(status, options)

/** A gate as text for a terminal, or as JSON that keeps its form. */
export const reportGate = (reading: GateReading, { format, ...options }: Reporting & { readonly stageOption: string }): string =>
  format === 'json' ? `${JSON.stringify(reading, null, 2)}\n` : gateText(reading, options)

export { replanText as reportReplan } from '../../report/life/replan-text.ts'
export { revertText as reportRevert } from '../../report/life/revert-text.ts'
export { plansCheckReport as reportPlansCheck } from '../../report/life/plans-check.ts'
export { stageOption } from '../../life/gate.ts'
