import type { ApplicationEdit, AttestedLine, GateLine, ProvedLine } from '../model/gate.ts'
import type { Stage } from '../plan/plan.ts'
import type { DataFact } from '../steps/engine.ts'
import type { Attestation, PlanState } from './plan-state.ts'
import { usualStage, type StoredPlan } from './stored-plan.ts'

/** Where attestations count that name no environment. */
export const usualEnvironment = 'production'

/** What a command line needs to mean an environment, with a blank before it; nothing for the one that is meant unless told. */
export const envOption = (environment: string, usual: string = usualEnvironment): string =>
  environment === usual ? '' : ` --env ${environment}`

/** What `lockstep gate` needs to mean a stage, likewise. */
export const stageOption = (stored: StoredPlan, { number }: Pick<Stage, 'number'>): string =>
  usualStage(stored)?.number === number ? '' : ` --stage ${number}`

/** One thing that must hold before a stage runs, with its number in the gate. */
export type Condition = { readonly number: number; readonly text: string } & (
  | { readonly kind: 'stage-ran'; readonly stage: number }
  | { readonly kind: 'proved'; readonly query: string; readonly count?: ProvedLine['count'] }
  | { readonly kind: 'fact'; readonly fact: DataFact; readonly unit: string }
  | { readonly kind: 'attested'; readonly what: AttestedLine['what']; readonly edit?: ApplicationEdit }
)

/** `No rows of users lack full_name`. */
const factHolds = ({ otherwise }: DataFact): string =>
  otherwise.startsWith('%s ') ? `No ${otherwise.slice(3)}` : `Not the case: ${otherwise.replaceAll('%s', 'some')}`

const ownLine = (line: GateLine) =>
  line.kind === 'proved'
    ? { kind: line.kind, text: line.text, query: line.query, ...(line.count === undefined ? {} : { count: line.count }) }
    : { kind: line.kind, text: line.text, what: line.what, ...(line.edit === undefined ? {} : { edit: line.edit }) }

/** What a stage waits for: that the stages before it have run, the lines of its gate, and what its files check by themselves. */
export const conditionsOf = ({ plan }: StoredPlan, stage: Stage): readonly Condition[] => {
  const proved = stage.gate.flatMap(line => (line.kind === 'proved' ? [line.query] : []))
  const filling = stage.units.findIndex(({ up }) => up.statements.some(({ step }) => step.kind === 'backfill'))
  // What a file checks after rows are filled in the same stage need not hold before it.
  const facts = stage.units
    .slice(0, filling === -1 ? undefined : filling + 1)
    .flatMap(({ slug, up }) =>
      up.facts
        .filter(({ condition }) => !proved.some(query => query.includes(condition)))
        .map(fact => ({ kind: 'fact' as const, text: factHolds(fact), fact, unit: slug })),
    )
  return [
    ...plan.stages
      .filter(({ number }) => number < stage.number)
      .map(({ number, phase }) => ({ kind: 'stage-ran' as const, text: `Stage ${number} (${phase}) has run`, stage: number })),
    ...stage.gate.map(ownLine),
    ...facts,
  ].map((condition, index) => ({ number: index + 1, ...condition }))
}

/** Does an attestation speak of this line, in this environment? */
const speaksOf = (stage: number, text: string, environment: string) => (each: Attestation) =>
  each.stage === stage && each.line === text && each.environment === environment

/** The last word on a line in an environment: attested, or passed over. */
export const attestationOf = (
  { attestations }: Pick<PlanState, 'attestations'>,
  stage: number,
  text: string,
  environment: string,
): Attestation | undefined => attestations.findLast(speaksOf(stage, text, environment))

/** Lines of a stage's gate that wait for somebody's word in an environment. */
export const openLines = ({ state }: StoredPlan, stage: Stage, environment: string = usualEnvironment): readonly AttestedLine[] =>
  stage.gate.flatMap(line => {
    if (line.kind !== 'attested') return []
    const attested = attestationOf(state, stage.number, line.text, environment)
    return attested === undefined || attested.despite === true ? [line] : []
  })

/** The state with somebody's word on some lines, instead of what was said of them before in that environment. */
export const attest = (state: PlanState, lines: readonly string[], word: Omit<Attestation, 'line'>): PlanState => ({
  ...retract(state, word.stage, lines, word.environment),
  attestations: [...retract(state, word.stage, lines, word.environment).attestations, ...lines.map(line => ({ ...word, line }))],
})

/** The state without what was said of some lines in an environment. */
export const retract = (state: PlanState, stage: number, lines: readonly string[], environment: string): PlanState => ({
  ...state,
  attestations: state.attestations.filter(each => !lines.some(line => speaksOf(stage, line, environment)(each))),
})
