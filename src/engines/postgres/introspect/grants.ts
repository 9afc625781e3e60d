import type { Grant } from '../../../model/schema.ts'
import { inOrder } from './catalog.ts'

interface Entry {
  readonly grantee: string
  readonly privilege: string
  readonly grantable: boolean
}

/** Privileges of an object and those it would have if nobody had granted or revoked any. Absent: exactly those. */
export interface Privileges {
  readonly actual?: readonly Entry[]
  readonly usual?: readonly Entry[]
}

const explode = (acl: string): string =>
  `(SELECT json_agg(json_build_object('grantee', CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee) END, 'privilege', e.privilege_type, 'grantable', e.is_grantable)) FROM aclexplode(${acl}) AS e)`

/** @param kind as `acldefault` has it: r relation, c column, s sequence, f routine, T type */
export const privileges = (acl: string, owner: string, kind: string): string =>
  `CASE WHEN ${acl} IS NOT NULL THEN json_build_object('actual', ${explode(acl)}, 'usual', ${explode(`acldefault('${kind}', ${owner})`)}) END`

/**
 * What was granted or taken away, per grantee: the whole list of what a grantee has, where it is not the usual.
 * A grantee left without its usual privileges (an owner, or PUBLIC on a function) has an empty list.
 * Who granted is not kept.
 */
export function grantsOf(given: Privileges | undefined): readonly Grant[] | undefined {
  if (given === undefined) return undefined
  const [actual, usual] = [byGrantee(given.actual ?? []), byGrantee(given.usual ?? [])]
  const grants = [...new Set([...actual.keys(), ...usual.keys()])].toSorted(inOrder).flatMap(grantee => {
    const has = actual.get(grantee) ?? []
    if (JSON.stringify(has) === JSON.stringify(usual.get(grantee) ?? [])) return []
    return has.length === 0 ? [{ grantee, privileges: [] }] : has
  })
  return grants.length === 0 ? undefined : grants
}

function byGrantee(entries: readonly Entry[]): Map<string, Grant[]> {
  const privilegesOf = new Map<string, { granted: Set<string>; grantable: Set<string> }>()
  for (const { grantee, privilege, grantable } of entries) {
    const sets = privilegesOf.get(grantee) ?? { granted: new Set(), grantable: new Set() }
    privilegesOf.set(grantee, sets)
    // Two grantors may have given the same privilege, one with and one without the option.
    sets[grantable ? 'grantable' : 'granted'].add(privilege)
  }
  return new Map(
    [...privilegesOf].map(([grantee, { granted, grantable }]) => {
      const plain = [...granted].filter(privilege => !grantable.has(privilege))
      return [
        grantee,
        [
          ...(plain.length === 0 ? [] : [{ grantee, privileges: plain.toSorted(inOrder) }]),
          ...(grantable.size === 0 ? [] : [{ grantee, privileges: [...grantable].toSorted(inOrder), grantable: true }]),
        ],
      ]
    }),
  )
}
