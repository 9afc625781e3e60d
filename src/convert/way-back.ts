import type { Replayed } from '../history/replay.ts'
import { worseGrade, type Grade } from '../model/grade.ts'
import type { Schema } from '../model/schema.ts'
import type { Block, Rollback, Statement } from '../plan/plan.ts'
import { applyStep, invertStep } from '../steps/index.ts'
import { StepDoesNotApply, type Residue, type Step } from '../steps/step.ts'
import { blockOf, blocksOf, plainStatement, type Target } from './blocks.ts'
import { withoutCarried } from './carried-away.ts'
import { ownWayBack } from './fidelity.ts'

export interface WayBack {
  readonly by: 'written' | 'generated'
  readonly rollback: Rollback
}

/** The author's way back, or one made from the schema before the migration where its author says none, or none that can run. */
export const wayBackOf = (replayed: Replayed, target: Target): WayBack => {
  const { migration } = replayed
  const down = ownWayBack(replayed)
  if (down !== undefined) return { by: 'written', rollback: { grade: 'exact', residue: [], blocks: blocksOf(down, target) } }
  if (migration.noDown === 'irreversible') return { by: 'written', rollback: irreversible('its author says that it cannot be undone') }
  const generated = generate(replayed, target)
  // An author who says that going back does nothing is believed where nothing better is known.
  return generated.grade === 'irreversible' && migration.noDown === 'empty'
    ? { by: 'written', rollback: { grade: 'loses data', residue: [], blocks: [] } }
    : { by: 'generated', rollback: generated }
}

const irreversible = (because: string): Rollback => ({ grade: 'irreversible', because, residue: [], blocks: [] })

const generate = ({ up, after }: Replayed, target: Target): Rollback => {
  const steps: Step[] = []
  const residue: Residue[] = []
  const reasons: string[] = []
  let grade: Grade = 'exact'
  for (const { step, before } of up.toReversed()) {
    if (leavesRows(step)) {
      grade = worseGrade(grade, 'leaves residue')
      reasons.push('the rows it wrote stay as they are')
      continue
    }
    const inverse = invertStep(step, before, target.engine.semantics)
    if (inverse.grade === 'irreversible') return irreversible(inverse.because)
    grade = worseGrade(grade, inverse.grade)
    if (inverse.because !== undefined) reasons.push(inverse.because)
    residue.push(...(inverse.residue ?? []))
    steps.push(...inverse.steps)
  }
  const blocks = inBlocks(withoutCarried(steps), after, target)
  if (typeof blocks === 'string') return irreversible(blocks)
  const because = [...new Set(reasons)].join('; ')
  return { grade, ...(because === '' || grade === 'exact' ? {} : { because }), residue, blocks }
}

/** Writes rows and leaves the schema as it is, with nothing said of how to go back. */
const leavesRows = (step: Step): boolean =>
  step.kind === 'execute-sql' && step.known !== undefined && step.becomes === undefined && step.down === undefined

/** In as few transactions as the server allows; why not, where a step does not fit. */
const inBlocks = (steps: readonly Step[], from: Schema, target: Target): readonly Block[] | string => {
  const blocks: { transactional: boolean; statements: Statement[] }[] = []
  let schema = from
  for (const step of steps) {
    try {
      const statement = plainStatement(step, schema, target)
      const { transactional } = statement.effects
      const last = blocks.at(-1)
      if (last !== undefined && last.transactional === transactional) last.statements.push(statement)
      else blocks.push({ transactional, statements: [statement] })
      schema = applyStep(step, schema, target.engine.semantics)
    } catch (problem) {
      if (!(problem instanceof StepDoesNotApply)) throw problem
      return problem.reason
    }
  }
  return blocks.map(({ statements, transactional }) => blockOf(statements, transactional))
}
