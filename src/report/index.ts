import type { FrameworkId } from '../model/framework.ts'
import type { Plan, Unit } from '../plan/plan.ts'
import type { Undo } from '../plan/undo.ts'
import { paletteFor } from './palette.ts'
import { planMarkdown } from './plan-markdown.ts'
import { planText } from './plan-text.ts'
import type { Quoting } from './watch.ts'

export const reportFormats = ['text', 'md', 'json'] as const
export type ReportFormat = (typeof reportFormats)[number]

export interface ReportOptions {
  readonly format: ReportFormat
  /** The engine, or the two functions of it that put names into queries. */
  readonly quoting: Quoting
  /** Whose words the application edits are in; plain words when absent. */
  readonly framework?: FrameworkId
  /** Where the long work of a unit is written apart from its migration: the file, by the unit's id (Markdown only). */
  readonly jobs?: ReadonlyMap<string, string>
  /** How the framework's own command undoes units, from the last to the first; nothing is said of it when absent (Markdown only). */
  readonly undo?: (units: readonly Unit[]) => Undo
  /** Adds how each recipe was chosen and why each step is there (text only). */
  readonly explain?: boolean
  /** Colours and glyphs, for a terminal. */
  readonly isPainted?: boolean
  /** Columns of the terminal; 120 when absent. */
  readonly width?: number
  /** Tells figures that are too old; nothing is said of their age when absent. */
  readonly now?: Date
}

/** A plan as text for a terminal, as PLAN.md, or as the JSON that docs/plan.schema.json describes. */
export function renderPlan(
  plan: Plan,
  { format, quoting, framework, explain = false, isPainted = false, width = 120, now, jobs, undo }: ReportOptions,
): string {
  switch (format) {
    case 'text':
      return planText(plan, { palette: paletteFor(isPainted), width, explain, ...(now === undefined ? {} : { now }) })
    case 'md':
      return planMarkdown(plan, {
        quoting,
        ...(framework === undefined ? {} : { framework }),
        ...(now === undefined ? {} : { now }),
        ...(jobs === undefined ? {} : { jobs }),
        ...(undo === undefined ? {} : { undo }),
      })
    case 'json':
      return `${JSON.stringify(plan, null, 2)}\n`
  }
}
