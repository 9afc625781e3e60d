import { keyOf } from '../model/name.ts'
import { tableIn, type Check, type Column, type Table } from '../model/schema.ts'
import { invertStep } from '../steps/index.ts'
import { withWidth } from '../steps/sequence-options.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeTypeChange } from './change.ts'
import {
  draft,
  expand,
  migrate,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
} from './recipe.ts'
import { retypedDefault } from './retyped-default.ts'
import { addConstraintSafely } from './safely.ts'
import { shadowType } from './shadow-type.ts'
import { around, boundTo, instead, notesOn, readsAlike } from './step-aside.ts'

const retyped = ({ from, to }: ChangeTypeChange): Column =>
  from.type.kind === to.kind ? { ...from, type: to } : { ...from, type: to, default: retypedDefault(from) }

const alter = (change: ChangeTypeChange): Step => ({
  kind: 'alter-column-type',
  table: change.table,
  from: change.from,
  to: retyped(change),
  ...(change.forward === undefined ? {} : { using: change.forward }),
  ...(change.backward === undefined ? {} : { usingBack: change.backward }),
})

const cachedPlan = ({ table, from }: ChangeTypeChange): string =>
  `Server-side prepared statements that return ${keyOf(table)}.${from.name} fail once with 0A000 (cached plan must not change result type) and heal when prepared again outside a transaction; recycling the connection pool right after avoids it.`

/** Going back would rewrite the table where the way forward was free: then the wider type stays. */
const retype = (change: ChangeTypeChange, table: Table, context: RecipeContext): DraftStep => {
  const back = context.engine.typeChange(
    { ...table, columns: table.columns.map(c => (c.name === change.from.name ? retyped(change) : c)) },
    retyped(change),
    change.from.type,
    context.schema,
  )
  const isFree = back.cost === 'none' && back.pinnedBy.length === 0
  return draft(
    alter(change),
    isFree || context.isNew(table) || context.isSmall(table)
      ? {}
      : {
          rollback: {
            grade: 'leaves residue',
            steps: [],
            because: `${change.from.name} stays ${change.to.native}, which holds all that ${change.from.type.native} holds: narrowing it would rewrite the table under an exclusive lock`,
            residue: [{ what: `${keyOf(change.table)}.${change.from.name}: type ${change.to.native}` }],
          },
        },
  )
}

/** The server keeps the stored values as they are: only the catalog changes. */
const inPlace: Recipe<ChangeTypeChange> = (change, context): Candidate | Refusal => {
  const table = tableIn(context.schema, change.table)!
  const { cost, because, pinnedBy } = context.engine.typeChange(table, change.from, change.to, context.schema)
  const recipe = pinnedBy.length === 0 ? 'in-place' : 'around-views'
  const free = cost === 'none' && change.forward === undefined
  if (!free && !context.isNew(table) && !context.isSmall(table)) {
    return {
      recipe,
      refused: `${cost === 'none' ? 'a conversion rewrites the table' : { scan: 'the table is read', 'index-build': 'an index is built', rewrite: 'the table is rewritten' }[cost]} under an exclusive lock${because.length === 0 ? '' : ` (${because.join('; ')})`}`,
    }
  }
  const bound = boundTo(table, change.from.name, context, { inPlace: true })
  if (bound.obstacles.length > 0)
    return {
      recipe,
      refused: `the server refuses while these hold the column: ${bound.obstacles.join(', ')}`,
      instead: instead(bound.obstacles),
    }
  if (bound.names.length > 0 && !readsAlike(change.from.type, change.to)) {
    return {
      recipe,
      refused: `${bound.names.join(', ')} may not mean the same of ${change.to.native}`,
      instead: `drop ${bound.names.join(', ')} first and create it as it should be afterwards, in the same change file`,
    }
  }
  const alterStep = retype(change, table, context)
  const way = invertStep(alterStep.step, context.schema)
  const together = `retype ${keyOf(change.table)}.${change.from.name}`
  return {
    recipe,
    how:
      pinnedBy.length === 0
        ? 'changes the type in the catalog; no row is touched'
        : `changes the type in the catalog; ${bound.names.join(', ')} step aside and come back in the same transaction`,
    stages: [
      expand(
        ...around(
          bound,
          [pinnedBy.length === 0 ? alterStep : { ...alterStep, together, witness: true }],
          together,
          alterStep.rollback !== undefined || way.grade === 'irreversible'
            ? undefined
            : { bound, steps: way.steps, grade: way.grade, ...(way.because === undefined ? {} : { because: way.because }) },
        ),
        ...sequenceSteps(change, context).map(step => draft(step)),
      ),
    ],
    notes: [...notesOn(bound), cachedPlan(change)],
  }
}

/** A validated check is verified again by the type change: it steps aside, comes back unproven, and is proved while traffic goes on. */
const aroundChecks: Recipe<ChangeTypeChange> = (change, context): Candidate | Refusal => {
  const recipe = 'around-checks'
  const table = tableIn(context.schema, change.table)!
  const { columnsOf } = context.engine.semantics
  const checks = table.constraints.filter(
    (c): c is Check => c.kind === 'check' && c.validated && columnsOf(c.expression).includes(change.from.name),
  )
  if (checks.length === 0) return { recipe, refused: 'no check stands in the way' }
  const without = { ...table, constraints: table.constraints.filter(c => !checks.includes(c as Check)) }
  const { cost, pinnedBy } = context.engine.typeChange(without, change.from, change.to, context.schema)
  if (cost !== 'none' || pinnedBy.length > 0 || change.forward !== undefined)
    return { recipe, refused: 'the type change is not free even without its checks' }
  const together = `retype ${keyOf(change.table)}.${change.from.name}`
  const after = { ...without, columns: table.columns.map(c => (c.name === change.from.name ? retyped(change) : c)) }
  const returning = checks.map(check => addConstraintSafely(after, check, { ...context, isSmall: () => false, isNew: () => false }))
  return {
    recipe,
    how: 'drops the checks, changes the type in the catalog and adds them back unproven in one transaction, then proves them while traffic goes on',
    stages: [
      expand(
        ...checks.map(constraint =>
          draft(
            { kind: 'drop-constraint', table: change.table, constraint },
            { why: 'or the server would verify every row under its lock', avoids: 'scans-table', together },
          ),
        ),
        { ...retype(change, without, context), together },
        ...returning.map(([add]) => ({ ...add!, together })),
      ),
      migrate(...returning.flatMap(([, ...rest]) => rest)),
    ],
    notes: [cachedPlan(change)],
  }
}

/** A serial column's sequence does not follow its column's type (postgres.md T16): it would end at the old limit. */
const sequenceSteps = (change: ChangeTypeChange, context: RecipeContext): readonly Step[] => {
  const sequence = change.from.ownedSequence === undefined ? undefined : context.schema.sequences.get(keyOf(change.from.ownedSequence))
  const { kind } = change.to
  if (sequence === undefined || (kind !== 'smallint' && kind !== 'integer' && kind !== 'bigint') || sequence.type === kind) return []
  return [{ kind: 'alter-sequence', from: sequence, to: withWidth(sequence, kind) }]
}

export const changeType: ChangeBehaviour<ChangeTypeChange> = {
  recipes: [inPlace, aroundChecks, shadowType],
  direct: (change, context) => {
    const bound = boundTo(tableIn(context.schema, change.table)!, change.from.name, context, { inPlace: true })
    return [...bound.drop, alter(change), ...bound.create, ...sequenceSteps(change, context)]
  },
  describe: ({ table, from, to }) => `change ${keyOf(table)}.${from.name} to ${to.native}`,
}
