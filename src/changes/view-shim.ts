import { keyOf, type Name } from '../model/name.ts'
import type { Table, View } from '../model/schema.ts'
import { draft, type DraftStep, type RecipeContext } from './recipe.ts'

/** A view that shows a table under another name, or a column under two, while two application versions run. */
export interface Shim {
  /** The name the view stands under. */
  readonly name: Name
  /** The table as it is called meanwhile. */
  readonly table: Table
  /** Columns of the view, each with the table's column it shows. */
  readonly columns: readonly { readonly name: string; readonly shows: string }[]
}

/** Why a view cannot stand in for the table here, if so; with the way out. */
export const shimRefusal = (
  table: Table,
  { engine, isNew, schema }: RecipeContext,
): { readonly refused: string; readonly instead?: string } | undefined => {
  if (isNew(table)) return { refused: 'no code knows the table yet: a plain rename does' }
  if (table.rowSecurity !== undefined && !engine.can.securityInvokerViews) {
    return {
      refused: `${keyOf(table.name)} has row security, and before PostgreSQL 15 a view reads with its owner's rights: whoever reads it would see every row`,
      instead: 'move to PostgreSQL 15, or use a maintenance window (--downtime)',
    }
  }
  const rules = (schema.others ?? []).filter(o => o.kind === 'rule' && o.definition?.includes(` ${table.name.name} `) === true)
  return rules.length === 0
    ? undefined
    : {
        refused: `rules rewrite statements on it (${rules.map(r => r.name.name).join(', ')}), which a view would not pass on`,
        instead: 'replace the rules by triggers first',
      }
}

/** What running code must not do to a table that a view stands in for (postgres.md, VIEWSHIM). */
export const shimNotes = (table: Table, shown: Name, { engine }: RecipeContext): readonly string[] => [
  `While ${keyOf(shown)} is a view, code that uses that name must not TRUNCATE it, COPY into it, name a constraint (ON CONFLICT ON CONSTRAINT; naming columns works), group by its primary key alone, use TABLESAMPLE${engine.can.mergeThroughViews ? '' : ' or MERGE'}, nor may other migrations reference, index or alter it. An ORM that reads the primary key from the catalog finds none: state it in the model.`,
  ...(table.grants === undefined
    ? [
        `The schema states no grants on ${keyOf(table.name)}, so the view gets none: if the application's role does not own the table, take the grants in first (lockstep pull).`,
      ]
    : []),
]

const viewOf = ({ name, table, columns }: Shim, { engine }: RecipeContext): View => {
  const quote = engine.quoteIdentifier
  const columnGrants = columns.flatMap(({ name: shown, shows }) => {
    const grants = table.columns.find(c => c.name === shows)?.grants
    return grants === undefined ? [] : [[shown, grants] as const]
  })
  return {
    name,
    query: `SELECT ${columns.map(c => (c.name === c.shows ? quote(c.name) : `${quote(c.shows)} AS ${quote(c.name)}`)).join(', ')}\nFROM ${engine.quoteName(table.name)}`,
    materialized: false,
    reads: { [keyOf(table.name)]: [...new Set(columns.map(c => c.shows))] },
    columns: columns.map(c => c.name),
    ...(table.rowSecurity === undefined ? {} : { options: 'security_invoker=true' }),
    ...(table.grants === undefined ? {} : { grants: table.grants }),
    ...(columnGrants.length === 0 ? {} : { columnGrants: Object.fromEntries(columnGrants) }),
    ...(table.owner === undefined ? {} : { owner: table.owner }),
  }
}

/**
 * Takes the name away from the table and gives it to a view, in one transaction; statements that wait for the table find the view.
 * @param moves renames, each with its way back; the first tells whether the transaction has run
 */
export const raiseShim = (shim: Shim, moves: readonly DraftStep[], context: RecipeContext, together: string): readonly DraftStep[] => {
  const view = viewOf(shim, context)
  return [
    ...moves.map((move, at) => ({ ...move, together, ...(at === 0 ? { witness: true, apart: true } : {}) })),
    draft(
      { kind: 'create-view', view },
      {
        why: `code that uses ${keyOf(shim.name)} goes on as before; the view has the rights of the table`,
        avoids: 'breaks-running-code',
        together,
        rollback: { grade: 'exact', because: 'every row is in the table', drafts: [draft({ kind: 'drop-view', view }, { together })] },
      },
    ),
  ]
}

export const dropShim = (shim: Shim, context: RecipeContext): DraftStep =>
  draft({ kind: 'drop-view', view: viewOf(shim, context) }, { why: `nobody uses ${keyOf(shim.name)} any more` })

/** The view goes and the table takes its name back, in one transaction. */
export const lowerShim = (shim: Shim, home: DraftStep, context: RecipeContext, together: string): readonly DraftStep[] => {
  const view = viewOf(shim, context)
  return [
    draft(
      { kind: 'drop-view', view },
      {
        why: 'one version is left',
        together,
        apart: true,
        rollback: { grade: 'exact', because: 'every row is in the table', drafts: [draft({ kind: 'create-view', view }, { together })] },
      },
    ),
    { ...home, together, witness: true },
  ]
}
