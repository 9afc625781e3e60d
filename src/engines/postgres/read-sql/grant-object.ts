import type { Entries } from '../../../model/entries.ts'
import type { GrantStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { EntryKinds, Grant } from '../../../model/schema.ts'
import { granted, revoked } from '../../../steps/privileges.ts'
import type { Outcome } from '../../../steps/shapes/object.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder, present } from '../introspect/catalog.ts'
import { nameIn } from '../identifier.ts'
import { partsOf, relationName, typeOfParts, type Reading } from './names.ts'
import { outside } from './no-step.ts'
import { allOf, asKind } from './nodes.ts'
import { turning } from './opaque.ts'
import { roleOf } from './role.ts'
import { routineNamed } from './routine.ts'

type Records = 'sequences' | 'routines' | 'enums' | 'domains'
interface Held {
  readonly grants?: readonly Grant[]
  readonly owner?: string
}

/** What ALL is, and what PUBLIC has from the start. */
const privileges = { sequences: ['SELECT', 'UPDATE', 'USAGE'], routines: ['EXECUTE'], enums: ['USAGE'], domains: ['USAGE'] } as const
const publicHas: Readonly<Record<Records, boolean>> = { sequences: false, routines: true, enums: true, domains: true }

/** The grants afterwards: one entry for a grantee says all it has; PUBLIC without what it has from the start has an empty one. */
const edited = (held: Held, record: Records, grantee: string, words: readonly string[], node: GrantStmt): readonly Grant[] | undefined => {
  const isUsual = grantee === 'PUBLIC' && publicHas[record]
  const others = held.grants?.filter(each => !(isUsual && each.grantee === grantee))
  if (isUsual)
    return node.is_grant
      ? unlessNone(others)
      : [...(others ?? []), { grantee, privileges: [] }].toSorted((a, b) => inOrder(a.grantee, b.grantee))
  const grant = { grantee, privileges: words.toSorted(inOrder), ...(node.grant_option && node.is_grant ? { grantable: true } : {}) }
  return node.is_grant ? granted(held.grants, grant) : revoked(held.grants, grant)
}

const unlessNone = (grants: readonly Grant[] | undefined): readonly Grant[] | undefined => (grants?.length === 0 ? undefined : grants)

/** Keys of what is granted on, by record. */
const targetsOf = (reading: Reading, { objtype, objects, targtype }: GrantStmt): readonly (readonly [Records, string])[] => {
  const { schema } = reading
  const inSchemas = (record: Records): readonly (readonly [Records, string])[] => {
    const homes = (objects ?? []).flatMap(each => asKind(each, 'String')?.sval ?? []).map(home => nameIn(home, '').schema)
    const entries = (schema[record] as Entries<{ readonly name: Name }>).entries()
    return entries.flatMap(([key, { name }]) => (homes.includes(name.schema) ? [[record, key] as const] : []))
  }
  const isAll = targtype === 'ACL_TARGET_ALL_IN_SCHEMA'
  switch (objtype) {
    case 'OBJECT_SEQUENCE':
      return isAll
        ? inSchemas('sequences')
        : allOf(objects, 'RangeVar').map(range => ['sequences', keyOf(relationName(reading, range))] as const)
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
      if (isAll) return inSchemas('routines')
      return allOf(objects, 'ObjectWithArgs').flatMap(each => {
        const routine = routineNamed(reading, each)
        const key = schema.routines.keys().find(name => schema.routines.get(name) === routine)
        return key === undefined ? [] : [['routines', key] as const]
      })
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return (objects ?? []).map(each => {
        const key = keyOf(typeOfParts(reading, partsOf(each)))
        return [schema.enums.has(key) ? 'enums' : 'domains', key] as const
      })
    default:
      return []
  }
}

/** GRANT and REVOKE on sequences, routines and types, for which there is no step. */
export const grantObject = (reading: Reading, node: GrantStmt): readonly Step[] => {
  const targets = targetsOf(reading, node).filter(([record, key]) => reading.schema[record].get(key) !== undefined)
  if (node.targtype === 'ACL_TARGET_DEFAULTS' || targets.length === 0) throw outside('changes privileges the model does not keep')
  const said = allOf(node.privileges, 'AccessPriv').map(each => (each.priv_name ?? '').toUpperCase())
  const becomes: { [R in Records]?: Record<string, EntryKinds[R]> } = {}
  for (const [record, key] of targets) {
    let entry = (becomes[record]?.[key] ?? reading.schema[record].get(key)) as EntryKinds[Records] & Held
    for (const grantee of allOf(node.grantees, 'RoleSpec').map(roleOf))
      entry = present({ ...entry, grants: edited(entry, record, grantee, said.length === 0 ? [...privileges[record]] : said, node) })
    becomes[record] = { ...becomes[record], [key]: entry } as never
  }
  return [turning(reading.source.text, 'changes privileges', becomes as Outcome)]
}
