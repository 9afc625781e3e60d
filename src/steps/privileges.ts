import { keyOf, type Name } from '../model/name.ts'
import type { Grant, Schema } from '../model/schema.ts'
import { columnOf, entryOf, listOrAbsent, putEntry, refuse, replaceNamed } from './edit.ts'
import type { Step } from './step.ts'

type Grants = readonly Grant[] | undefined
interface Target {
  readonly table: Name
  readonly column?: string
}

/** The grants of a table, a view, or one of its columns, edited. */
export const editGrants = (step: Step, schema: Schema, { table, column }: Target, edit: (grants: Grants) => Grants): Schema => {
  const key = keyOf(table)
  const view = schema.views.get(key)
  if (view !== undefined && column === undefined) return putEntry(schema, 'views', key, { ...view, grants: edit(view.grants) })
  if (view !== undefined && column !== undefined) {
    if (!view.columns.includes(column)) refuse(step, `view ${key} has no column ${column}`)
    const { [column]: was, ...others } = view.columnGrants ?? {}
    const grants = edit(was)
    const columnGrants = grants === undefined ? others : { ...others, [column]: grants }
    return putEntry(schema, 'views', key, { ...view, columnGrants: Object.keys(columnGrants).length === 0 ? undefined : columnGrants })
  }
  const found = entryOf(step, schema, 'tables', table)
  if (column === undefined) return putEntry(schema, 'tables', key, { ...found, grants: edit(found.grants) })
  columnOf(step, found, column)
  return putEntry(schema, 'tables', key, {
    ...found,
    columns: replaceNamed(found.columns, column, c => ({ ...c, grants: edit(c.grants) })),
  })
}

export const grantsAt = (step: Step, schema: Schema, target: Target): Grants => {
  let found: Grants
  editGrants(step, schema, target, grants => (found = grants))
  return found
}

/** What one grantee holds: privilege → may it be passed on? */
const heldBy = (grants: Grants, grantee: string): Map<string, boolean> =>
  new Map((grants ?? []).filter(g => g.grantee === grantee).flatMap(g => g.privileges.map(p => [p, g.grantable === true] as const)))

/** Per grantee first what is held plainly, then what may be passed on; both sorted, as the catalog is read. */
const regroup = (grants: Grants, grantee: string, held: Map<string, boolean>): Grants => {
  const having = (grantable: boolean): readonly string[] =>
    [...held]
      .filter(([, may]) => may === grantable)
      .map(([p]) => p)
      .toSorted()
  const own: Grant[] = [
    ...(having(false).length === 0 ? [] : [{ grantee, privileges: having(false) }]),
    ...(having(true).length === 0 ? [] : [{ grantee, privileges: having(true), grantable: true }]),
  ]
  const others = (grants ?? []).filter(g => g.grantee !== grantee)
  return listOrAbsent([...others, ...own].toSorted((a, b) => (a.grantee < b.grantee ? -1 : a.grantee > b.grantee ? 1 : 0)))
}

/** Granting again without the option does not take it away. */
export const granted = (grants: Grants, { grantee, privileges, grantable }: Grant): Grants => {
  const held = heldBy(grants, grantee)
  for (const privilege of privileges) held.set(privilege, grantable === true || held.get(privilege) === true)
  return regroup(grants, grantee, held)
}

export const revoked = (grants: Grants, { grantee, privileges }: Grant): Grants => {
  const held = heldBy(grants, grantee)
  for (const privilege of privileges.includes('ALL') ? [...held.keys()] : privileges) held.delete(privilege)
  return regroup(grants, grantee, held)
}

/** The steps' grants that lead from what a grantee holds to what it held. */
export const heldGrants = (grants: Grants, { grantee, privileges }: Grant): readonly Grant[] =>
  regroup(
    undefined,
    grantee,
    new Map([...heldBy(grants, grantee)].filter(([p]) => privileges.includes('ALL') || privileges.includes(p))),
  ) ?? []
