import type { Recorded, Settings } from '../history/recorder.ts'
import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Block, Statement } from '../plan/plan.ts'
import type { Engine } from '../steps/engine.ts'
import type { Step, StepOf } from '../steps/step.ts'

/** Who writes the statements down. */
export interface Target {
  readonly engine: Engine
  /** Has the target words of its own for anything, and does it say this statement in them? */
  readonly hasWords: boolean
  readonly isIdiomatic: (statement: Statement) => boolean
}

/** One step as it would be written by hand. No description: nothing is said above a statement that its author did not say. */
export const plainStatement = (step: Step, before: Schema, { engine }: Target): Statement => {
  const texts = engine.plain(step, before)
  return {
    step: drawsFromWhatIsThere(step, before) ? wordless(texts.join(';\n'), 'its sequence is there already') : step,
    description: '',
    effects: engine.effects(step, before),
    sql: texts.map(sql => ({ sql })),
  }
}

/** A column of a sequence that was made before it: in their own words frameworks make one with the column. */
const drawsFromWhatIsThere = (step: Step, { sequences }: Schema): boolean => {
  const columns = step.kind === 'create-table' ? step.table.columns : step.kind === 'add-column' ? [step.column] : []
  return columns.some(({ ownedSequence }) => ownedSequence !== undefined && sequences.has(keyOf(ownedSequence)))
}

/** What is said in SQL whatever the framework. */
const wordless = (up: string, reason: string): StepOf<'execute-sql'> => ({
  kind: 'execute-sql',
  up,
  reason,
  transactional: true,
  touches: [],
})

export const blockOf = (statements: readonly Statement[], transactional: boolean): Block => ({
  transactional,
  class: 'start-up',
  facts: [],
  acquire: [],
  acquireByStatement: false,
  statements,
})

/** Neighbours for which `key` is the same. */
const runs = <T>(all: readonly T[], key: (one: T) => unknown): readonly (readonly T[])[] => {
  const done: T[][] = []
  for (const one of all) {
    const last = done.at(-1)
    if (last !== undefined && key(last[0]!) === key(one)) last.push(one)
    else done.push([one])
  }
  return done
}

/** One direction of a migration in the transactions it was written for. */
export const blocksOf = (recorded: readonly Recorded[], target: Target): readonly Block[] =>
  runs(recorded, ({ block }) => (block.transactional ? block.id : 'none')).map(steps => {
    const { transactional } = steps[0]!.block
    const statements = runs(steps, ({ statement }) => statement).map(said => ({
      settings: said[0]!.settings,
      said: statementsOf(said, target),
    }))
    return blockOf(withLimits(statements, transactional), transactional)
  })

/** Steps of one statement: as its author has it where that is SQL, unless the target has words for all of it. */
const statementsOf = (steps: readonly Recorded[], target: Target): readonly Statement[] => {
  const [{ text, step }] = steps as [Recorded, ...Recorded[]]
  const plain = () => steps.map(one => plainStatement(one.step, one.before, target))
  if (text === undefined) return plain()
  const effects = steps.map(one => target.engine.effects(one.step, one.before))
  const first: Statement = { step, description: '', effects: effects[0]!, sql: [{ sql: text }] }
  if (isGuarded(text) && steps.some(one => one.step.kind !== 'create-extension')) return [{ ...first, ...asOne(text, effects) }]
  if (steps.length === 1) return [first]
  if (target.hasWords) {
    const each = plain()
    if (each.every(target.isIdiomatic)) return each
  }
  return [{ ...first, ...asOne(text, effects) }]
}

/** A statement whose actions have no words of their own. */
const asOne = (text: string, effects: readonly Statement['effects'][]): Pick<Statement, 'step' | 'effects'> => ({
  step: wordless(text, 'said in SQL'),
  effects: { ...effects[0]!, transactional: effects.every(one => one.transactional) },
})

/** Its author does not know what a database has, and so neither does its history: the question is kept. */
const isGuarded = (text: string): boolean => /\bIF\s+(?:NOT\s+)?EXISTS\b/i.test(text)

const limits = { lockTimeout: 'lock_timeout', statementTimeout: 'statement_timeout' } as const
const limitNames = Object.keys(limits) as readonly (keyof typeof limits)[]

/** Limits that the author set, where they begin to hold; outside a transaction they are given back at the end. */
const withLimits = (
  parts: readonly { readonly settings: Settings; readonly said: readonly Statement[] }[],
  transactional: boolean,
): readonly Statement[] => {
  let now: Settings = {}
  const set = new Set<string>()
  const told = parts.flatMap(({ settings, said }) => {
    const changed = limitNames.filter(name => settings[name] !== undefined && settings[name] !== now[name])
    now = { ...now, ...settings }
    return [
      ...changed.map(name => {
        set.add(limits[name])
        return setting(`SET ${transactional ? 'LOCAL ' : ''}${limits[name]} = ${durationOf(settings[name]!)}`, said[0]!)
      }),
      ...said,
    ]
  })
  return transactional ? told : [...told, ...[...set].map(name => setting(`RESET ${name}`, parts[0]!.said[0]!))]
}

const setting = (up: string, like: Statement): Statement => {
  const step = wordless(up, 'a limit')
  return {
    step,
    description: '',
    effects: { ...like.effects, locks: [], breaks: [], long: false, transactional: true },
    sql: [{ sql: up }],
  }
}

const durationOf = (milliseconds: number): string =>
  milliseconds === 0 ? '0' : milliseconds % 1000 === 0 ? `'${milliseconds / 1000}s'` : `'${milliseconds}ms'`
