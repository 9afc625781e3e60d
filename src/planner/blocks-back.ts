import { canonicalJson } from '../model/canonical-json.ts'
import { isSameName, keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Block } from '../plan/plan.ts'
import { applyAll } from '../steps/index.ts'
import { StepDoesNotApply, type Step } from '../steps/step.ts'
import { groupSteps } from './blocks.ts'
import { differingObjects } from './same-schema.ts'
import type { World } from './world.ts'

const stepsOf = ({ statements }: Block): readonly Step[] => statements.map(({ step }) => step)

/** What a step makes or takes away, where doing both comes to nothing. */
const partOf = (step: Step): { readonly part: string; readonly name: string; readonly makes: boolean } | undefined => {
  switch (step.kind) {
    case 'create-index':
    case 'drop-index':
      return { part: `index ${keyOf(step.table)}`, name: step.index.name, makes: step.kind === 'create-index' }
    case 'add-constraint':
    case 'drop-constraint':
      return { part: `constraint ${keyOf(step.table)}`, name: step.constraint.name, makes: step.kind === 'add-constraint' }
    default:
      return undefined
  }
}

/** The first part that is made only to be taken away again, with nothing between that names it. */
const inVain = (steps: readonly Step[]): readonly [Step, Step] | undefined => {
  for (const [at, step] of steps.entries()) {
    const made = partOf(step)
    if (made?.makes !== true) continue
    const next = steps.slice(at + 1).find(each => canonicalJson(each).includes(`"${made.name}"`))
    const gone = next && partOf(next)
    if (next !== undefined && gone?.makes === false && gone.part === made.part && gone.name === made.name) return [step, next]
  }
  return undefined
}

/**
 * Ways back of several files without what one makes for another to take away: an index that comes back whole, only to go with the
 * file before. Left as they are where they would not lead to the same end.
 */
export const withoutDetours = (blocks: readonly Block[], { schema, engine }: World): readonly Block[] => {
  const end = (of: readonly Block[]): Schema => applyAll(of.flatMap(stepsOf), schema, engine.semantics)
  let shortest = blocks
  for (let pair = inVain(blocks.flatMap(stepsOf)); pair !== undefined; pair = inVain(shortest.flatMap(stepsOf))) {
    const both: readonly Step[] = pair
    const shorter = shortest
      .map(block => ({ ...block, statements: block.statements.filter(({ step }) => !both.includes(step)) }))
      .filter(({ statements }) => statements.length > 0)
    try {
      if (differingObjects(end(shorter), end(shortest)).length > 0) return shortest
    } catch (problem) {
      if (!(problem instanceof StepDoesNotApply)) throw problem
      return shortest
    }
    shortest = shorter
  }
  return shortest
}

/** A file that is run again would not find any more what these leave under another name, or take away with all that hangs on it. */
const movesOrTakesAway = /^(?:rename-.*|set-table-schema|drop-(?:table|view|enum|domain|sequence|routine|extension)|execute-sql|run-code)$/

/** Nothing is checked before it, and nothing but its statements says whether it has run. */
const isPlain = ({ transactional, facts, doneWhen, statements }: Block): boolean =>
  transactional && facts.length === 0 && doneWhen === undefined && statements.every(({ step }) => !movesOrTakesAway.test(step.kind))

/** Does a step set something of a column that the other one drops? */
const isAboutColumnOf = (step: Step, drop: Step): boolean =>
  drop.kind === 'drop-column' && 'column' in step && step.column === drop.column.name && isSameName(step.table, drop.table)

const mayFollow = (first: Block, next: Block): boolean =>
  isPlain(first) && isPlain(next) && !stepsOf(next).some(drop => stepsOf(first).some(step => isAboutColumnOf(step, drop)))

/** Ways back that follow each other and may share a transaction by the rules of any plan are one. Throws `StepDoesNotApply`. */
export const fewestBlocks = (blocks: readonly Block[], start: World): readonly Block[] => {
  const merged: Block[] = []
  let [before, now] = [start, start]
  for (const block of blocks) {
    const last = merged.at(-1)
    const both = last && [...last.statements, ...block.statements]
    const isOne =
      both !== undefined &&
      mayFollow(last!, block) &&
      groupSteps(
        both.map(({ step }) => ({ step })),
        before,
      ).groups.length === 1
    if (isOne) merged[merged.length - 1] = { ...last!, statements: both }
    else {
      merged.push(block)
      before = now
    }
    now = { ...now, schema: applyAll(stepsOf(block), now.schema, start.engine.semantics) }
  }
  return merged
}
