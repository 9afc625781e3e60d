import { keyOf } from '../model/name.ts'
import type { GateLine } from '../model/gate.ts'
import { tableIn, type Table } from '../model/schema.ts'
import { boundsAsChecks } from '../steps/partition-bounds.ts'
import { attachSafely, type Attaching } from './attach-safely.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, proved } from './gates.ts'
import { expand, migrate, type Candidate, type ChangeBehaviour, type Recipe, type RecipeContext, type Refusal } from './recipe.ts'

type AttachPartition = ChangeOf<'attach-partition'>

const holds = (table: Table, condition: string, { engine }: RecipeContext): string =>
  `SELECT NOT EXISTS (SELECT FROM ${engine.quoteName(table.name)} WHERE NOT coalesce(${condition}, false))`

/** While the default partition must not take such rows and the new one is not there yet, nothing takes them. */
export const guardGate = (
  { guarded }: Attaching,
  { parent: name, bounds }: AttachPartition['partitionOf'],
  context: RecipeContext,
): readonly GateLine[] => {
  if (guarded === undefined) return []
  const outside = boundsAsChecks(tableIn(context.schema, name)!, { bounds }, context.engine.quoteIdentifier)?.outside
  const rule = `writes no row of ${keyOf(name)} ${bounds.toLowerCase()} until the partition is there`
  return [
    codeDeployed(`All running code ${rule}: it would be refused`, { kind: 'keep-rule', table: name, rule }),
    ...(outside === undefined ? [] : [proved(`${keyOf(guarded.name)} holds no row of the new bounds`, holds(guarded, outside, context))]),
  ]
}

const provenFirst: Recipe<AttachPartition> = ({ table: name, partitionOf }, context): Candidate | Refusal => {
  const recipe = 'proven-attach'
  const table = tableIn(context.schema, name)!
  const parent = tableIn(context.schema, partitionOf.parent)!
  const attaching = attachSafely(name, partitionOf, context)
  if (typeof attaching === 'string')
    return {
      recipe,
      refused: attaching,
      instead: 'attach an empty table and move the rows, state the table as small, or use a maintenance window (--downtime)',
    }
  const inside = boundsAsChecks(parent, partitionOf, context.engine.quoteIdentifier)?.inside
  const rule = `writes to ${keyOf(name)} only rows ${partitionOf.bounds.toLowerCase()}, and expects ${keyOf(parent.name)} to show them`
  const gate = context.isNew(table)
    ? []
    : [
        codeDeployed(`All running code ${rule}`, { kind: 'keep-rule', table: name, rule }),
        ...(inside === undefined ? [] : [proved(`Every row of ${keyOf(name)} fits the bounds`, holds(table, inside, context))]),
      ]
  const stage = context.isNew(table) ? expand(...attaching.drafts) : migrate(...attaching.drafts)
  return {
    recipe,
    how: 'builds on the table what the parent has, proves by checks that its rows fit, then attaches it without reading any',
    stages: [{ ...stage, gate: [...gate, ...guardGate(attaching, partitionOf, context)] }],
  }
}

export const attachPartition: ChangeBehaviour<AttachPartition> = {
  recipes: [provenFirst],
  direct: ({ table, partitionOf }) => [{ kind: 'attach-partition', table, partitionOf }],
  describe: ({ table, partitionOf }) => `attach ${keyOf(table)} to ${keyOf(partitionOf.parent)}`,
}
