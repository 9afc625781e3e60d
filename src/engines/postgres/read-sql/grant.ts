import type { GrantStmt } from 'libpg-query'
import { nameIn } from '../identifier.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Grant } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { inOrder } from '../introspect/catalog.ts'
import { grantObject } from './grant-object.ts'
import { relationName, type Reading } from './names.ts'
import { allOf, asKind, textsOf } from './nodes.ts'
import { roleOf } from './role.ts'

const onTables = (major: number): readonly string[] => [
  'DELETE',
  'INSERT',
  ...(major >= 17 ? ['MAINTAIN'] : []),
  'REFERENCES',
  'SELECT',
  'TRIGGER',
  'TRUNCATE',
  'UPDATE',
]
const onColumns = ['INSERT', 'REFERENCES', 'SELECT', 'UPDATE']

const relationsOf = (reading: Reading, { targtype, objects }: GrantStmt): readonly Name[] => {
  if (targtype !== 'ACL_TARGET_ALL_IN_SCHEMA') return allOf(objects, 'RangeVar').map(range => relationName(reading, range))
  const homes = (objects ?? []).flatMap(each => asKind(each, 'String')?.sval ?? []).map(home => nameIn(home, '').schema)
  return [...reading.schema.tables.values(), ...reading.schema.views.values()]
    .map(each => each.name)
    .filter(name => homes.includes(name.schema))
}

/** What is taken away on a table is taken away on its columns too. */
const onColumnsToo = ({ schema }: Reading, table: Name, grantee: string, words: readonly string[]): readonly Step[] =>
  (schema.tables.get(keyOf(table))?.columns ?? []).flatMap(({ name: column, grants = [] }) => {
    const held = grants.filter(each => each.grantee === grantee).flatMap(each => each.privileges.filter(word => words.includes(word)))
    return held.length === 0 ? [] : [{ kind: 'revoke-privileges', table, column, grant: { grantee, privileges: held } } as const]
  })

/** GRANT and REVOKE on tables, views and columns; the model's steps know no others. */
export const grant = (reading: Reading, node: GrantStmt): readonly Step[] => {
  if (node.objtype !== 'OBJECT_TABLE' || node.targtype === 'ACL_TARGET_DEFAULTS') return grantObject(reading, node)
  const kind = node.is_grant ? 'grant-privileges' : 'revoke-privileges'
  const privileges = allOf(node.privileges, 'AccessPriv')
  const plain =
    node.privileges === undefined
      ? onTables(reading.major)
      : privileges.filter(each => each.cols === undefined).map(each => (each.priv_name ?? '').toUpperCase())
  const ofColumns = privileges.flatMap(({ priv_name, cols }) =>
    textsOf(cols).map(column => ({ column, privileges: priv_name === undefined ? onColumns : [priv_name.toUpperCase()] })),
  )
  const columns = [...new Set(ofColumns.map(each => each.column))]
  const grantOf = (grantee: string, words: readonly string[]): Grant => ({
    grantee,
    privileges: [...new Set(words)].toSorted(inOrder),
    ...(node.grant_option && node.is_grant ? { grantable: true } : {}),
  })
  return relationsOf(reading, node).flatMap(table =>
    allOf(node.grantees, 'RoleSpec')
      .map(roleOf)
      .flatMap((grantee): Step[] => [
        ...(plain.length === 0 ? [] : [{ kind, table, grant: grantOf(grantee, plain) } as const]),
        ...(node.is_grant ? [] : onColumnsToo(reading, table, grantee, plain)),
        ...columns.map(
          column =>
            ({
              kind,
              table,
              column,
              grant: grantOf(
                grantee,
                ofColumns.flatMap(each => (each.column === column ? each.privileges : [])),
              ),
            }) as const,
        ),
      ]),
  )
}
