import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { behaviourOf } from '../../changes/index.ts'
import { completeViews } from '../../engines/postgres/complete-views.ts'
import { contentHash } from '../../life/content-hash.ts'
import type { PlanState } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { canonicalJson } from '../../model/canonical-json.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Plan } from '../../plan/plan.ts'
import { loadChangeFile } from '../../pipeline.ts'
import { isChangeEdited } from './which-plan.ts'

/** What a plan's change file says now, where it was edited since. */
export interface EditedChange {
  readonly changes?: Plan['changes']
  /** The file as it was read, to be noted once it is planned from. */
  readonly state: Pick<PlanState, 'changeSha256'>
  readonly notes: readonly Diagnostic[]
}

/**
 * Reads the change file of a plan where somebody has edited it: what remains is then planned from it as it is now. After `pull`
 * it may not load any more; the plan is then left as it was made, and the file is not taken for planned from.
 */
export const editedChange = async (root: string, stored: StoredPlan): Promise<EditedChange> => {
  const { change } = stored.state
  if (change === undefined || !isChangeEdited(root, stored)) return { state: {}, notes: [] }
  const file = join(root, change)
  const changeSha256 = contentHash(readFileSync(file, 'utf8'))
  const loaded = await loadChangeFile(file)
  if (loaded.ok) return { changes: completeViews(loaded.value.schema, loaded.value.changes).holders, state: { changeSha256 }, notes: [] }
  const [first] = loaded.diagnostics
  return {
    state: {},
    notes: [
      {
        code: 'change-does-not-load',
        severity: 'warning',
        message: `${change} was edited, and does not load as things stand (${first?.message.replace(/\.$/, '')}): what remains is planned from what it said before`,
        help: `where that is what you want, go on by the name of the plan: lockstep generate ${stored.slug}`,
      },
    ],
  }
}

/** What the edited file wants, where that is something else. */
export const wantedNow = (before: Plan, after: Plan, change: string | undefined): readonly string[] =>
  change === undefined || canonicalJson(before.changes) === canonicalJson(after.changes)
    ? []
    : [`${change} was edited, and says now: ${after.changes.map(each => behaviourOf(each).describe(each)).join('; ')}`]
