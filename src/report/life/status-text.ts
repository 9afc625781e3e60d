import type { PlanStatus, Status } from '../../life/plan-status.ts'
import { ageInWords } from '../amounts.ts'
import { count, hanging, wrap } from '../layout.ts'
import { paletteFor, type Palette } from '../palette.ts'

/** The plans of a workspace for a person at a terminal: where each stands, what is next, what is in the way. */
export function statusText(
  { plans, environment }: Status,
  { isPainted, width }: { readonly isPainted: boolean; readonly width: number },
): string {
  const palette = paletteFor(isPainted)
  if (plans.length === 0) return 'No plan is under way. lockstep status --all shows those that have ended.\n'
  return `${plans.map(plan => onePlan(plan, environment, palette, width).join('\n')).join('\n\n')}\n`
}

const labelWidth = 10

function onePlan(plan: PlanStatus, environment: string, palette: Palette, width: number): readonly string[] {
  const say = (label: string, text: string, paint: (text: string) => string = same): string =>
    `  ${hanging(palette.faint(label.padEnd(labelWidth)), text, width - 2)
      .split('\n')
      .map((line, n) => (n === 0 ? line : `  ${line}`))
      .map(paint)
      .join('\n')}`
  const { files, stale, attestations, open, end, database, framework, days, reverts } = plan
  const about = [framework, ...(database === undefined ? [] : [database]), ageInWords(days)]
  const [edited, missing] = (['edited', 'missing'] as const).map(is => files.filter(file => file.is === is))
  return [
    ...wrap(palette.strong(plan.title.replaceAll(/\s+/g, ' ')), width),
    `  ${plan.stages.map(stage => stageInWords(stage, palette)).join('  ')}  ${palette.faint(about.join(' · '))}`,
    say('plan', plan.plan),
    ...(reverts === undefined ? [] : [say('undoes', reverts)]),
    say(end === undefined ? 'next' : 'ended', end === undefined ? plan.next : endInWords(plan)),
    ...(plan.command === undefined ? [] : [`  ${' '.repeat(labelWidth)}${palette.good(plan.command)}`]),
    ...open.map(line => say('open', `${palette.box} ${line}${environment === 'production' ? '' : ` (${environment})`}`)),
    ...(end === undefined ? attestations.map(each => say('attested', attestedInWords(plan, each))) : []),
    ...ranInWords(plan).map(text => say('run', text)),
    ...(edited ?? []).map(({ path }) => say('edited', `${path}: not as it was written`, palette.warning)),
    ...(missing ?? []).map(({ path }) => say('missing', `${path}: it was written, and is not there`, palette.bad)),
    ...stale.map(text => say('stale', text.replaceAll('\n', ' '), palette.warning)),
  ]
}

const same = (text: string): string => text

function stageInWords({ number, phase, is }: PlanStatus['stages'][number], palette: Palette): string {
  const name = `${number} ${phase}`
  switch (is) {
    case 'has run':
      return palette.good(`${palette.tick} ${name}`)
    case 'written':
      return palette.strong(`${palette.dot} ${name}`)
    case 'not written':
      return palette.faint(`${palette.box} ${name}`)
  }
}

function endInWords({ end }: PlanStatus): string {
  if (end === undefined) return ''
  const { how, on, by, because } = end
  return `${how} on ${on}${by === undefined ? '' : ` by ${by}`}${because === undefined ? '' : `: ${because}`}`
}

function attestedInWords(
  { stages }: PlanStatus,
  { stage, line, by, on, because, environment, despite }: PlanStatus['attestations'][number],
): string {
  const where = `${stages.length === 1 ? '' : `stage ${stage}, `}${environment}`
  return `${line} (${where}; ${despite === true ? 'passed over by' : 'by'} ${by} on ${on}: ${because})`
}

/** Which files have run, by the framework's own record. */
function ranInWords({ files, ledger }: PlanStatus): readonly string[] {
  const asked = files.filter(({ hasRun }) => hasRun !== undefined)
  if (ledger === undefined || asked.length === 0) return []
  const waiting = asked.filter(({ hasRun }) => hasRun === false)
  const done = asked.length - waiting.length
  if (waiting.length === 0) return [`all ${count(asked.length, 'file')}, by ${ledger}`]
  return [
    `${done} of ${count(asked.length, 'file')}, by ${ledger}; not yet: ${waiting.map(({ path }) => path.replace(/^.*\//, '')).join(', ')}`,
  ]
}
