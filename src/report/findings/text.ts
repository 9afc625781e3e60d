import type { Severity } from '../../model/diagnostic.ts'
import { codeFrame, diagnosticsText, paintOf, type DiagnosticOptions } from '../diagnostics.ts'
import { count, hanging, listing } from '../layout.ts'
import { paletteFor } from '../palette.ts'
import { heaviest } from '../../rules/words.ts'
import type { Checked, ToldFinding } from './checked.ts'
import { lockInWords, remedyOf, timeInWords } from './words.ts'

export interface FindingsTextOptions extends DiagnosticOptions {
  /** Notes in full; otherwise only how many there are of which. */
  readonly notes: boolean
}

/** For a terminal: the worst last, where the reader's eye is. */
export function findingsText(checked: Checked, options: FindingsTextOptions): string {
  const palette = paletteFor(options.isPainted)
  const { findings, diagnostics } = checked
  const told = findings.filter(({ severity }) => severity !== 'note' || options.notes)
  const notes = findings.filter(({ severity }) => severity === 'note')
  return [
    ...(diagnostics.length === 0 ? [] : [diagnosticsText(diagnostics, options)]),
    ...told.map(finding => `${oneFinding(finding, options)}\n`),
    ...(options.notes || notes.length === 0 ? [] : [`${hanging(`${palette.strong('notes')} `, countsOf(notes), options.width)}\n`]),
    `${summary(checked, options)}\n`,
  ].join('\n')
}

const bySeverity = (checked: Checked, severity: Severity): number =>
  [...checked.findings, ...checked.diagnostics].filter(one => one.severity === severity).length

/** `no-way-back 12, opaque-code 3 (--notes shows them)`. */
function countsOf(notes: readonly ToldFinding[]): string {
  const counts = new Map<string, number>()
  for (const { rule } of notes) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  const parts = [...counts].toSorted(([, a], [, b]) => b - a).map(([rule, times]) => `${rule} ${times}`)
  return `${parts.join(', ')} (--notes shows them)`
}

function oneFinding(finding: ToldFinding, options: FindingsTextOptions): string {
  const { width } = options
  const palette = paletteFor(options.isPainted)
  const { rule, severity, message, span, locks, breaks, way } = finding
  const remedy = remedyOf(finding)
  const onTheWayBack = way === 'down' ? ' on the way back' : ''
  const work = heaviest(locks)
  return [
    hanging(`${paintOf(severity, palette)(severity)} `, `${palette.strong(message)}${onTheWayBack} ${palette.faint(`[${rule}]`)}`, width),
    ...codeFrame(span, options),
    ...locks.map(lock => hanging('  locks   ', lockInWords(lock), width)),
    ...(work === 'none' ? [] : [`  time    ${timeInWords(work)}`]),
    ...breaks.map(({ what, heals }) => hanging('  breaks  ', `${what}${heals ? '; heals when prepared again' : ''}`, width)),
    ...(remedy === undefined ? [] : [hanging(`  ${palette.good('instead')} `, remedy.words, width)]),
    ...(remedy?.code ?? []).map(line => `          ${palette.good(line)}`),
  ].join('\n')
}

function summary(checked: Checked, { isPainted }: FindingsTextOptions): string {
  const palette = paletteFor(isPainted)
  const { migrations, files, answered, covered, known, judgedAs } = checked
  const [errors, warnings, notes] = [bySeverity(checked, 'error'), bySeverity(checked, 'warning'), bySeverity(checked, 'note')]
  const parts = [
    ...(errors === 0 ? [] : [palette.bad(count(errors, 'error'))]),
    ...(warnings === 0 ? [] : [palette.warning(count(warnings, 'warning'))]),
    ...(notes === 0 ? [] : [count(notes, 'note')]),
  ]
  const besides = [
    ...coveredInWords(covered),
    ...(answered === 0 ? [] : [`${answered} acknowledged`]),
    ...(known === 0 ? [] : [`${known} in the baseline`]),
  ]
  const verdict = parts.length === 0 ? palette.good('nothing found') : listing(parts)
  const scope = `${count(migrations, 'migration')} in ${count(files, 'file')}${judgedAs.length === 0 ? '' : `, as ${listing(judgedAs)}`}`
  return `${verdict}${besides.length === 0 ? '' : ` (${besides.join(', ')})`}; ${scope}`
}

/** `3 covered by the plan rename-users-name-to-full-name`. */
const coveredInWords = (covered: Checked['covered']): readonly string[] => {
  if (covered.length === 0) return []
  const all = covered.reduce((sum, { findings }) => sum + findings, 0)
  return [`${all} covered by ${covered.length === 1 ? `the plan ${covered[0]!.plan}` : `${covered.length} plans`}`]
}
