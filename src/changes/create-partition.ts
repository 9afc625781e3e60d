import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import { boundsAsChecks } from '../steps/partition-bounds.ts'
import { guardGate } from './attach-partition.ts'
import { defaultPartitionOf } from './attach-safely.ts'
import type { ChangeOf } from './change.ts'
import { draft, expand, type Candidate, type ChangeBehaviour, type DraftStep, type Recipe, type Refusal } from './recipe.ts'
import { addConstraintSafely, helperName } from './safely.ts'
import type { Check } from '../model/schema.ts'

type CreatePartition = ChangeOf<'create-partition'>

/** Created beside its parent and attached: the parent stays readable and writable (PARTITION OF would lock it exclusively). */
const besideParent: Recipe<CreatePartition> = ({ table, partitionOf }, context): Candidate | Refusal => {
  const recipe = 'create-and-attach'
  const parent = tableIn(context.schema, partitionOf.parent)!
  const fallback = defaultPartitionOf(context.schema, parent.name)
  const together = `create ${keyOf(table.name)}`
  // The parent's foreign keys come with the attachment, under a weaker lock on what they reference than a merge of two would take.
  const alone = { ...table, partitionOf, constraints: table.constraints.filter(c => c.kind !== 'foreign-key' || c.inherited !== true) }
  const create = draft(
    { kind: 'create-table', table: alone },
    {
      why: 'created beside the parent, then attached: reads and writes of the parent go on',
      avoids: 'blocks-reads',
      together,
      apart: true,
    },
  )
  const how = 'creates the partition beside its parent and attaches it'
  if (fallback === undefined || context.isNew(parent) || context.isSmall(fallback)) return { recipe, how, stages: [expand(create)] }

  const bounds = boundsAsChecks(parent, partitionOf, context.engine.quoteIdentifier)
  if (bounds === undefined) {
    return {
      recipe,
      refused: `${keyOf(fallback.name)} is the default partition: the server would read it all under its lock to see that it holds no row of the new one`,
      instead: `state ${keyOf(fallback.name)} as small if it is, or use a maintenance window (--downtime)`,
    }
  }
  const check: Check = {
    kind: 'check',
    name: helperName(fallback.name.name, 'partition', 'bounds'),
    expression: bounds.outside,
    validated: true,
  }
  const proof: readonly DraftStep[] = addConstraintSafely(fallback, check, context).map((d, at) =>
    at === 0
      ? { ...d, why: `proves later that ${keyOf(fallback.name)} holds no row of the new partition; refuses them until it is there` }
      : d,
  )
  return {
    recipe,
    how: `${how}; a check proves first that the default partition has none of its rows`,
    stages: [
      {
        ...expand(
          ...proof,
          create,
          draft({ kind: 'drop-constraint', table: fallback.name, constraint: check }, { why: 'the check has done its work', together }),
        ),
        gate: guardGate({ drafts: [], guarded: fallback }, partitionOf, context),
      },
    ],
  }
}

export const createPartition: ChangeBehaviour<CreatePartition> = {
  recipes: [besideParent],
  direct: ({ table, partitionOf }) => [{ kind: 'create-table', table: { ...table, partitionOf } }],
  describe: ({ table, partitionOf }) => `create partition ${keyOf(table.name)} of ${keyOf(partitionOf.parent)}`,
}
