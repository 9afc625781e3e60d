import type { GateReading } from '../../life/gate-reading.ts'
import { gateText } from '../../report/life/gate-text.ts'

/** A gate as text for a terminal, or as JSON that keeps its form. */
export const reportGate = (
  reading: GateReading,
  { format, ...options }: { readonly format: 'text' | 'json'; readonly isPainted: boolean; readonly width: number },
): string => (format === 'json' ? `${JSON.stringify(reading, null, 2)}\n` : gateText(reading, options))

export { replanText as reportReplan } from '../../report/life/replan-text.ts'
export { revertText as reportRevert } from '../../report/life/revert-text.ts'
export { plansCheckReport as reportPlansCheck } from '../../report/life/plans-check.ts'
