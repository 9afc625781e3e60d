import type { Node } from 'libpg-query'
import type { Schema } from '../../../model/schema.ts'
import { applyStep } from '../../../steps/index.ts'
import { StepDoesNotApply, type Step } from '../../../steps/step.ts'
import { loadedParser, semantics } from '../expressions.ts'
import { answerOf } from './catalog-question.ts'
import type { Reading } from './names.ts'
import { NoStep } from './no-step.ts'
import type { Block, Part } from './plain-block.ts'
import { sourceOf } from './source.ts'

interface Run {
  readonly steps: readonly Step[]
  readonly schema: Schema
}

/** Steps of one statement, against the schema given. */
export type Reader = (reading: Reading, node: Node) => readonly Step[]

/** Does the handler catch that something is there already, or is not there? */
const isCaught = ({ reason }: StepDoesNotApply, survives: readonly string[]): boolean => {
  const catches = (beginning: string): boolean => survives.some(condition => condition === 'others' || condition.startsWith(beginning))
  return /\balready\b/.test(reason)
    ? catches('duplicate_') || survives.includes('invalid_table_definition')
    : /\bno\b/.test(reason) && catches('undefined_')
}

/** What a block does to the schema it meets; undefined where its text does not tell. */
export const runBlock = (reading: Reading, text: string, block: Block, read: Reader): readonly Step[] | undefined => {
  const settings = { ...semantics, namesNotNull: reading.major >= 18 }

  const sql = (run: Run, piece: string): Run | undefined => {
    const { stmts = [] } = loadedParser().parseSync(piece)
    const node = stmts[0]?.stmt
    if (node === undefined || stmts.length !== 1) return undefined
    const steps = read({ ...reading, schema: run.schema, source: sourceOf(piece) }, node)
    const schema = steps.reduce((done, step) => applyStep(step, done, settings), run.schema)
    return { steps: [...run.steps, ...steps], schema }
  }

  const part = (run: Run, each: Part): Run | undefined => {
    switch (each.kind) {
      case 'sql':
        return sql(run, text.slice(each.start, each.end))
      case 'block':
        return whole(run, each.block)
      case 'choice':
        for (const { condition, body } of each.branches) {
          const answer = condition === undefined || answerOf(run.schema, text.slice(condition.start, condition.end))
          if (answer === undefined) return undefined
          if (answer) return parts(run, body)
        }
        return run
    }
  }

  const parts = (run: Run, all: readonly Part[]): Run | undefined =>
    all.reduce<Run | undefined>((done, each) => done && part(done, each), run)

  const whole = (run: Run, { body, survives }: Block): Run | undefined => {
    try {
      return parts(run, body)
    } catch (reason) {
      // The server would refuse: with a handler nothing of the block is done, without one the block fails.
      if (!(reason instanceof StepDoesNotApply)) throw reason
      return isCaught(reason, survives) ? run : undefined
    }
  }

  try {
    return whole({ steps: [], schema: reading.schema }, block)?.steps
  } catch (reason) {
    if (reason instanceof NoStep || (reason as { sqlDetails?: unknown }).sqlDetails !== undefined) return undefined
    throw reason
  }
}
