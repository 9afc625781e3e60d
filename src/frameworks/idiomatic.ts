import type { Plan, Statement } from '../plan/plan.ts'
import type { Engine } from '../steps/engine.ts'
import type { StepKind } from '../steps/step.ts'
import type { Framework, FrameworkOptions } from './framework.ts'

export interface IdiomaticShare {
  readonly kind: StepKind
  readonly statements: number
  /** Of them, how many the framework says in its own words. */
  readonly idiomatic: number
}

/** How often a framework says a plan's statements, up and down, in its own words: by kind of step, in order of name. */
export const idiomaticShare = (
  framework: Framework,
  plans: readonly Plan[],
  options: FrameworkOptions,
  engine: Engine,
): readonly IdiomaticShare[] => {
  const counts = new Map<StepKind, IdiomaticShare>()
  for (const statement of plans.flatMap(statementsOf)) {
    const { kind } = statement.step
    const { statements, idiomatic } = counts.get(kind) ?? { statements: 0, idiomatic: 0 }
    const isIdiomatic = framework.isIdiomatic?.(statement, options, engine) ?? false
    counts.set(kind, { kind, statements: statements + 1, idiomatic: idiomatic + (isIdiomatic ? 1 : 0) })
  }
  return [...counts.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1))
}

const statementsOf = ({ stages }: Plan): readonly Statement[] =>
  stages
    .flatMap(({ units }) => units)
    .flatMap(({ up, down }) => [up, ...down.blocks])
    .flatMap(({ statements }) => statements)
