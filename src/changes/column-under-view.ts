import { keyOf, sibling } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { oldVersionDrained, usesColumn } from './gates.ts'
import { contract, draft, expand, type Candidate, type Recipe, type Refusal } from './recipe.ts'
import { helperName } from './safely.ts'
import { lowerShim, raiseShim, shimNotes, shimRefusal, type Shim } from './view-shim.ts'

/**
 * The column has its new name at once; a view in the table's place shows it under both until nobody uses the old one.
 * Nothing is copied, but for a while all code works on a view.
 */
export const columnUnderView: Recipe<ChangeOf<'rename-column'>> = (change, context): Candidate | Refusal => {
  const recipe = 'view-shim'
  const table = tableIn(context.schema, change.table)!
  const {
    from: { name: from },
    to,
  } = change
  if (context.policy.shims !== 'allow')
    return { recipe, refused: `the team lets no view stand in for a table because of a column (shims: ${context.policy.shims})` }
  const refused = shimRefusal(table, context)
  if (refused !== undefined) return { recipe, ...refused }
  if (table.partitionOf !== undefined || table.partitioning !== undefined)
    return { recipe, refused: 'the table belongs to a partition tree' }
  const aside = sibling(table.name, helperName(table.name.name, 'lockstep'))
  const renamed = { ...table, name: aside, columns: table.columns.map(c => (c.name === from ? { ...c, name: to } : c)) }
  const shim: Shim = {
    name: table.name,
    table: renamed,
    columns: [...table.columns.map(({ name }) => ({ name, shows: name === from ? to : name })), { name: to, shows: to }],
  }
  const together = `rename ${keyOf(table.name)}.${from}`
  const away: Step = { kind: 'rename-table', from: table.name, to: aside.name }
  const home: Step = { kind: 'rename-table', from: aside, to: table.name.name }
  const exact = (step: Step, witness = false) => ({
    grade: 'exact' as const,
    because: 'every row is in the table',
    drafts: [draft(step, { together, ...(witness ? { witness } : {}) })],
  })
  return {
    recipe,
    how: "renames the column and shows it under both names through a view in the table's place, in one transaction; the table takes its place again when nobody uses the old name",
    alternative: `don't: alias the attribute in the ORM (${to} → ${from}); no gate, no DDL`,
    stages: [
      expand(
        ...raiseShim(
          shim,
          [
            draft(away, { why: 'makes room for a view that shows both names', rollback: exact(home, true) }),
            draft(
              { kind: 'rename-column', table: aside, from, to },
              { rollback: exact({ kind: 'rename-column', table: aside, from: to, to: from }) },
            ),
          ],
          context,
          together,
        ),
      ),
      contract(
        [usesColumn(change.table, to, from), oldVersionDrained()],
        ...lowerShim(shim, draft(home, { why: 'the table is called by its name again', rollback: exact(away, true) }), context, together),
      ),
    ],
    notes: [
      ...shimNotes(table, table.name, context),
      `While the view stands, code that writes both ${from} and ${to} in one statement fails with 42601, and SELECT * returns both: no version may write every column it finds in the catalog.`,
    ],
    matrix: [
      { version: 'old', stage: 0, holds: true, because: `the view shows ${from}` },
      { version: 'new', stage: 0, holds: true, because: `the view shows ${to}` },
      { version: 'rolled back', stage: 0, holds: true, because: 'both names are one column' },
      { version: 'old', stage: 1, holds: false, because: `${from} is gone: the gate before it says the old version is drained` },
      { version: 'new', stage: 1, holds: true, because: `it uses ${to} only` },
    ],
  }
}
