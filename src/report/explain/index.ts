import type { Hazard } from '../../model/effects.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import type { Engine } from '../../steps/engine.ts'
import type { StepKind } from '../../steps/step.ts'
import { hanging, wrap } from '../layout.ts'
import { paletteFor } from '../palette.ts'
import { explainStep, stepEntries, type ExplainOptions } from './explain-step.ts'
import { explainRule } from './explain-rule.ts'
import { hazards } from './hazards.ts'
import { ruleOf, rules } from '../../rules/index.ts'

/** What the composer adds: the engine, and the changes with the one way to tell about each. */
export interface ExplainRequest extends ExplainOptions {
  readonly engine: Engine
  readonly changes: readonly string[]
  /** Tells about a change by its example file and the plan of it; absent where there is no example of that name. */
  readonly explainChange: (kind: string) => Promise<Result<string> | undefined>
  readonly nearest: (written: string, known: readonly string[]) => string | undefined
}

/**
 * What Lockstep knows about a change, a step, a hazard or a rule of `check`. Where a change and a step share a name, both are told.
 *
 * @param topic the kind or hazard; absent lists what there is
 */
export async function explainTopic(topic: string | undefined, request: ExplainRequest): Promise<Result<string>> {
  const steps = Object.keys(stepEntries)
  const harms = Object.keys(hazards)
  const ruleIds = rules.map(({ id }) => id)
  if (topic === undefined) return ok(overview(request, steps, harms, ruleIds))
  const known = [...request.changes, ...steps, ...harms, ...ruleIds]
  if (!known.includes(topic)) {
    const near = request.nearest(topic, known)
    return fail(
      error(
        'unknown-topic',
        `there is nothing to explain under ${topic}`,
        `${near === undefined ? '' : `did you mean ${near}? `}lockstep explain lists what there is`,
      ),
    )
  }
  const parts: string[] = []
  if (request.changes.includes(topic)) {
    const told = await request.explainChange(topic)
    if (told !== undefined && !told.ok) return told
    parts.push(told?.value ?? `${topic} · change\n  Plan a file that states it, with --explain: what it costs depends on the table.\n`)
  }
  if (steps.includes(topic)) parts.push(explainStep(topic as StepKind, request.engine, request))
  if (harms.includes(topic)) parts.push(explainHazard(topic as Hazard, request))
  const rule = ruleOf(topic)
  if (rule !== undefined) parts.push(explainRule(rule, request))
  return ok(parts.join('\n'))
}

function overview(
  { changes, isPainted, width }: ExplainRequest,
  steps: readonly string[],
  harms: readonly string[],
  ruleIds: readonly string[],
): string {
  const palette = paletteFor(isPainted)
  const list = (title: string, what: string, words: readonly string[]): readonly string[] => [
    `${palette.strong(title)} ${palette.faint(what)}`,
    ...wrap(words.toSorted().join(' '), width - 2).map(line => `  ${line}`),
    '',
  ]
  return [
    ...list('Changes', 'what you want: written in a change file, planned into steps', changes),
    ...list('Steps', 'what the server does, one statement at a time: they make up a plan', steps),
    ...list('Hazards', 'what a step may do to a running application', harms),
    ...list('Rules', 'what lockstep check says of migrations that are written', ruleIds),
    'lockstep explain <name> tells more about one of them.',
    '',
  ].join('\n')
}

function explainHazard(hazard: Hazard, { isPainted, width }: ExplainRequest): string {
  const palette = paletteFor(isPainted)
  const { what, avoided } = hazards[hazard]
  return [
    palette.strong(hazard) + palette.faint(' · hazard'),
    hanging('  ', what, width),
    '',
    hanging(`  ${palette.good('avoided')}  `, avoided, width),
    '',
  ].join('\n')
}
