import { keyOf, type Name } from '../../../model/name.ts'
import type { Grant, Schema } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import { quoteIdentifier, quoteName } from '../quote.ts'
import { printRole } from './print.ts'

export interface Granted {
  /** `TABLE`, `SEQUENCE`, `TYPE`, `FUNCTION users(integer)`: what stands after ON, relations without a word. */
  readonly target: string
  readonly column?: string
}

export const onRelation = (name: Name, column?: string): Granted => ({
  target: quoteName(name),
  ...(column === undefined ? {} : { column }),
})

const privilegesOf = ({ privileges }: Grant, column: string | undefined): string =>
  (privileges.length === 0 ? ['ALL'] : privileges)
    .map(each => (column === undefined ? each : `${each} (${quoteIdentifier(column)})`))
    .join(', ')

/** Repeatable. A grant without privileges means: this grantee has none. */
export const grantSql = (grant: Grant, { target, column }: Granted): string =>
  grant.privileges.length === 0
    ? `REVOKE ${privilegesOf(grant, column)} ON ${target} FROM ${printRole(grant.grantee)}`
    : `GRANT ${privilegesOf(grant, column)} ON ${target} TO ${printRole(grant.grantee)}${grant.grantable === true ? ' WITH GRANT OPTION' : ''}`

export const revokeSql = (grant: Grant, { target, column }: Granted): string =>
  `REVOKE ${privilegesOf(grant, column)} ON ${target} FROM ${printRole(grant.grantee)}`

/**
 * Takes privileges on a whole relation away, and leaves those on its columns: REVOKE alone would take these too (manual,
 * REVOKE, notes). Both in one transaction, so that nobody is without in between.
 */
export const revokeWhole = (grant: Grant, relation: Name, before: Schema): readonly SqlStatement[] => {
  const taken = ({ grantee, privileges }: Grant): readonly string[] =>
    grantee === grant.grantee
      ? privileges.filter(each => grant.privileges.length === 0 || grant.privileges.includes('ALL') || grant.privileges.includes(each))
      : []
  const key = keyOf(relation)
  const ofColumns: readonly (readonly [string, readonly Grant[] | undefined])[] = [
    ...(before.tables.get(key)?.columns ?? []).map(({ name, grants }) => [name, grants] as const),
    ...Object.entries(before.views.get(key)?.columnGrants ?? {}),
  ]
  const kept = ofColumns.flatMap(([column, grants = []]) =>
    grants.flatMap(each => {
      const privileges = taken(each)
      return privileges.length === 0 ? [] : [{ sql: grantSql({ ...each, privileges }, onRelation(relation, column)) }]
    }),
  )
  return [{ sql: revokeSql(grant, onRelation(relation)) }, ...kept]
}

/**
 * The grants of an object that is made anew. A grantee who has something without being granted it (the owner, and
 * PUBLIC on types and routines) loses that first: a grant is the whole list of what its grantee has.
 */
export const grantsOn = (
  granted: Granted,
  grants: readonly Grant[] | undefined,
  owner: string | undefined,
  publicHasSome = false,
): readonly SqlStatement[] =>
  (grants ?? []).flatMap((grant, at, all) => {
    const hasSome = grant.grantee === owner || (publicHasSome && /^public$/i.test(grant.grantee))
    const isFirst = all.findIndex(other => other.grantee === grant.grantee) === at
    const revoke =
      hasSome && isFirst && grant.privileges.length > 0 ? [{ sql: revokeSql({ grantee: grant.grantee, privileges: [] }, granted) }] : []
    return [...revoke, { sql: grantSql(grant, granted) }]
  })

export const ownerOf = (kind: string, target: string, owner: string | undefined): readonly SqlStatement[] =>
  owner === undefined ? [] : [{ sql: `ALTER ${kind} ${target} OWNER TO ${printRole(owner)}` }]

/** `kind` is the word COMMENT ON wants. */
export const commentOn = (target: string, comment: string | undefined, quote: (text: string) => string): readonly SqlStatement[] =>
  comment === undefined ? [] : [{ sql: `COMMENT ON ${target} IS ${quote(comment)}` }]
