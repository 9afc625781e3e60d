import { attest, conditionsOf, retract, type Condition } from '../../life/gate.ts'
import type { Attestation } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { Stage } from '../../plan/plan.ts'
import { git } from '../repository.ts'

/** Whose word it is unless told: `Ann <ann@example.com>`, as git knows it. */
export const ownName = (root: string): string | undefined => {
  const [name, email] = ['user.name', 'user.email'].map(key => git(root, 'config', key)?.trim() ?? '')
  if (name === undefined || name === '') return undefined
  return email === undefined || email === '' ? name : `${name} <${email}>`
}

interface Lines {
  readonly stage: Stage
  /** Numbers of lines; when empty, all that only people know, and to take back all that people have said. */
  readonly lines: readonly number[]
  readonly environment: string
}

/** It has no truth in SQL. */
const isKnownToPeopleOnly = ({ kind }: Condition): boolean => kind === 'attested'

/** That too, and that a stage has run where there is no database to ask. */
const isForPeople = (condition: Condition): boolean => isKnownToPeopleOnly(condition) || condition.kind === 'stage-ran'

/** The lines that are named; without any, those that `isMeant`. */
const chosen = (stored: StoredPlan, { stage, lines }: Lines, isMeant: (condition: Condition) => boolean): Result<readonly string[]> => {
  const conditions = conditionsOf(stored, stage)
  if (lines.length === 0) {
    const all = conditions.filter(isMeant).map(({ text }) => text)
    return all.length > 0 ? ok(all) : fail(nothingToAttest(stage, conditions))
  }
  const problems = lines.flatMap((number): readonly Diagnostic[] => {
    const condition = conditions.find(each => each.number === number)
    if (condition === undefined)
      return [error('no-such-line', `The gate of stage ${stage.number} has no line ${number}.`, `its lines are 1 to ${conditions.length}`)]
    if (isForPeople(condition)) return []
    return [
      error(
        'line-is-proved',
        `Line ${number} is proved by a query, not by anybody’s word: ${condition.text}. Nothing was written.`,
        'ask the database: lockstep gate with --database-url; the file checks it by itself too',
      ),
    ]
  })
  if (problems.length > 0) return fail(...problems)
  return ok(conditions.filter(({ number }) => lines.includes(number)).map(({ text }) => text))
}

const nothingToAttest = ({ number }: Stage, conditions: readonly Condition[]): Diagnostic => {
  const ran = conditions.filter(({ kind }) => kind === 'stage-ran').map(each => each.number)
  return error(
    'nothing-to-attest',
    `The gate of stage ${number} has no line that only people know. Nothing was written.`,
    ran.length === 0
      ? 'lockstep gate shows its lines'
      : `ask the database whether the stages before it have run: --database-url; where none can be asked, name the lines: --line ${ran.join(',')}`,
  )
}

/** The plan with somebody's word on lines of a stage's gate. */
export const attestGate = (stored: StoredPlan, lines: Lines, word: Pick<Attestation, 'by' | 'because' | 'on'>): Result<StoredPlan> => {
  const texts = chosen(stored, lines, isKnownToPeopleOnly)
  if (!texts.ok) return texts
  const { stage, environment } = lines
  return ok({ ...stored, state: attest(stored.state, texts.value, { ...word, stage: stage.number, environment }) })
}

/** The plan without what was attested of lines of a stage's gate. */
export const retractGate = (stored: StoredPlan, lines: Lines): Result<StoredPlan> => {
  const texts = chosen(stored, lines, isForPeople)
  if (!texts.ok) return texts
  const { stage, environment } = lines
  return ok({ ...stored, state: retract(stored.state, stage.number, texts.value, environment) })
}
