import type { Diagnostic } from '../../model/diagnostic.ts'
import { diagnosticsText, type DiagnosticOptions } from '../diagnostics.ts'
import { findingsGithub } from '../findings/annotations.ts'
import { count, listing } from '../layout.ts'
import { paletteFor } from '../palette.ts'

/** What `lockstep generate --check` found out. */
export interface PlansChecked {
  /** Folder the files are named from. */
  readonly root: string
  /** The branch they were compared with. */
  readonly base?: string
  /** How many plans have not ended. */
  readonly plans: number
  readonly migrations: number
  readonly diagnostics: readonly Diagnostic[]
}

export const plansCheckFormats = ['text', 'json', 'github'] as const
export type PlansCheckFormat = (typeof plansCheckFormats)[number]

const bySeverity = ({ diagnostics }: PlansChecked, severity: Diagnostic['severity']): number =>
  diagnostics.filter(each => each.severity === severity).length

const plansCheckText = (checked: PlansChecked, options: DiagnosticOptions): string => {
  const palette = paletteFor(options.isPainted)
  const { plans, migrations, base, diagnostics } = checked
  const [errors, warnings, notes] = [bySeverity(checked, 'error'), bySeverity(checked, 'warning'), bySeverity(checked, 'note')]
  const parts = [
    ...(errors === 0 ? [] : [palette.bad(count(errors, 'error'))]),
    ...(warnings === 0 ? [] : [palette.warning(count(warnings, 'warning'))]),
    ...(notes === 0 ? [] : [count(notes, 'note')]),
  ]
  const verdict = parts.length === 0 ? palette.good('nothing found') : listing(parts)
  const against = base === undefined ? '' : `, against ${base}`
  return `${diagnostics.length === 0 ? '' : `${diagnosticsText(diagnostics, options)}\n`}${verdict}; ${count(plans, 'plan')} under way, ${count(migrations, 'migration')}${against}\n`
}

/** What was found of plans, in the form its reader takes. */
export const plansCheckReport = (checked: PlansChecked, options: DiagnosticOptions & { readonly format: PlansCheckFormat }): string => {
  const { root, diagnostics, ...rest } = checked
  switch (options.format) {
    case 'text':
      return plansCheckText(checked, options)
    case 'json':
      return `${JSON.stringify({ version: 1, ...rest, diagnostics }, null, 2)}\n`
    case 'github':
      return findingsGithub({
        root,
        findings: [],
        diagnostics,
        judgedAs: [],
        migrations: rest.migrations,
        files: 0,
        answered: 0,
        covered: [],
        known: 0,
      })
  }
}
