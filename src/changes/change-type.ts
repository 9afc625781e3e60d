import { keyOf } from '../model/name.ts'
import { tableIn, type Check, type Column, type Table } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeTypeChange } from './change.ts'
import { draft, expand, migrate, type Candidate, type ChangeBehaviour, type DraftStep, type Recipe, type RecipeContext, type Refusal } from './recipe.ts'
import { retypedDefault } from './retyped-default.ts'
import { addConstraintSafely } from './safely.ts'
import { shadowType } from './shadow-type.ts'

const retyped = ({ from, to }: ChangeTypeChange): Column =>
  from.type.kind === to.kind ? { ...from, type: to } : { ...from, type: to, default: retypedDefault(from) }

const alter = (change: ChangeTypeChange): Step => ({
  kind: 'alter-column-type', table: change.table, from: change.from, to: retyped(change),
  ...(change.forward === undefined ? {} : { using: change.forward }),
  ...(change.backward === undefined ? {} : { usingBack: change.backward }),
})

const cachedPlan = ({ table, from }: ChangeTypeChange): string =>
  `Server-side prepared statements that return ${keyOf(table)}.${from.name} fail once with 0A000 (cached plan must not change result type) and heal when prepared again outside a transaction; recycling the connection pool right after avoids it.`

/** Going back would rewrite the table where the way forward was free: then the wider type stays. */
const retype = (change: ChangeTypeChange, table: Table, context: RecipeContext): DraftStep => {
  const back = context.engine.typeChange({ ...table, columns: table.columns.map(c => (c.name === change.from.name ? retyped(change) : c)) }, retyped(change), change.from.type, context.schema)
  const isFree = back.cost === 'none' && back.pinnedBy.length === 0
  return draft(alter(change), isFree || context.isNew(table) || context.isSmall(table) ? {} : {
    rollback: {
      grade: 'leaves residue', steps: [], because: `${change.from.name} stays ${change.to.native}, which holds all that ${change.from.type.native} holds: narrowing it would rewrite the table under an exclusive lock`,
      residue: [{ what: `${keyOf(change.table)}.${change.from.name}: type ${change.to.native}` }],
    },
  })
}

/** The server keeps the stored values as they are: only the catalog changes. */
const inPlace: Recipe<ChangeTypeChange> = (change, context): Candidate | Refusal => {
  const recipe = 'in-place'
  const table = tableIn(context.schema, change.table)!
  const { cost, because, pinnedBy } = context.engine.typeChange(table, change.from, change.to, context.schema)
  if (pinnedBy.length > 0) return { recipe, refused: `the server refuses while ${pinnedBy.join(', ')} reads the column`, instead: `drop ${pinnedBy.join(', ')} first and create it again afterwards, in the same change file` }
  const free = cost === 'none' && change.forward === undefined
  if (!free && !context.isNew(table) && !context.isSmall(table)) {
    return { recipe, refused: `${cost === 'none' ? 'a conversion rewrites the table' : { scan: 'the table is read', 'index-build': 'an index is built', rewrite: 'the table is rewritten' }[cost]} under an exclusive lock${because.length === 0 ? '' : ` (${because.join('; ')})`}` }
  }
  return { recipe, how: 'changes the type in the catalog; no row is touched', stages: [expand(retype(change, table, context), ...sequenceSteps(change, context).map(step => draft(step)))], notes: [cachedPlan(change)] }
}

/** A validated check is verified again by the type change: it steps aside, comes back unproven, and is proved while traffic goes on. */
const aroundChecks: Recipe<ChangeTypeChange> = (change, context): Candidate | Refusal => {
  const recipe = 'around-checks'
  const table = tableIn(context.schema, change.table)!
  const { columnsOf } = context.engine.semantics
  const checks = table.constraints.filter((c): c is Check => c.kind === 'check' && c.validated && columnsOf(c.expression).includes(change.from.name))
  if (checks.length === 0) return { recipe, refused: 'no check stands in the way' }
  const without = { ...table, constraints: table.constraints.filter(c => !checks.includes(c as Check)) }
  const { cost, pinnedBy } = context.engine.typeChange(without, change.from, change.to, context.schema)
  if (cost !== 'none' || pinnedBy.length > 0 || change.forward !== undefined) return { recipe, refused: 'the type change is not free even without its checks' }
  const together = `retype ${keyOf(change.table)}.${change.from.name}`
  const after = { ...without, columns: table.columns.map(c => (c.name === change.from.name ? retyped(change) : c)) }
  const returning = checks.map(check => addConstraintSafely(after, check, { ...context, isSmall: () => false, isNew: () => false }))
  return {
    recipe,
    how: 'drops the checks, changes the type in the catalog and adds them back unproven in one transaction, then proves them while traffic goes on',
    stages: [
      expand(
        ...checks.map(constraint => draft({ kind: 'drop-constraint', table: change.table, constraint }, { why: 'or the server would verify every row under its lock', avoids: 'scans-table', together })),
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
  const sequence = change.from.ownedSequence === undefined ? undefined : context.schema.sequences[keyOf(change.from.ownedSequence)]
  const { kind } = change.to
  if (sequence === undefined || (kind !== 'smallint' && kind !== 'integer' && kind !== 'bigint') || sequence.type === kind) return []
  return [{ kind: 'alter-sequence', from: sequence, to: { ...sequence, type: kind } }]
}

export const changeType: ChangeBehaviour<ChangeTypeChange> = {
  recipes: [inPlace, aroundChecks, shadowType],
  direct: (change, context) => [alter(change), ...sequenceSteps(change, context)],
  describe: ({ table, from, to }) => `change ${keyOf(table)}.${from.name} to ${to.native}`,
}

