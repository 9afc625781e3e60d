import type { Change } from '../changes/change.ts'
import { keyOf, type Name } from '../model/name.ts'
import type { Column, Grant } from '../model/schema.ts'
import { nothing, unsaidOf, type Comparison } from './comparison.ts'
import { isSame } from './same.ts'

type Edit = (table: Name, from: Column, to: Column) => readonly Change[]

const text = (value: string | number | undefined): string | undefined => (value === undefined ? undefined : String(value))

const option =
  (option: 'statistics' | 'storage' | 'compression', of: (column: Column) => string | number | undefined): Edit =>
  (table, column, to) =>
    of(column) === of(to) ? [] : [{ kind: 'set-column-option', table, column, option, to: text(of(to)) }]

/** In the order they must run: what holds a column's type or values comes off first, and goes on again last. */
const edits: readonly (readonly [Edit, keyof Column & string])[] = [
  [
    (table, column, to) => (isSame(column.generated, to.generated) ? [] : [{ kind: 'set-generated', table, column, to: to.generated }]),
    'generated',
  ],
  [
    (table, from, to) =>
      from.type.native === to.type.native && isSame(from.type.reference, to.type.reference)
        ? []
        : [{ kind: 'change-type', table, from, to: to.type }],
    'type',
  ],
  [
    (table, column, to) => (column.collation === to.collation ? [] : [{ kind: 'set-collation', table, column, to: to.collation }]),
    'collation',
  ],
  [
    (table, column, to) => (isSame(column.identity, to.identity) ? [] : [{ kind: 'set-identity', table, column, to: to.identity }]),
    'identity',
  ],
  [(table, column, to) => (isSame(column.default, to.default) ? [] : [{ kind: 'set-default', table, column, to: to.default }]), 'default'],
  [
    (table, column, to) =>
      column.nullable === to.nullable ? [] : [{ kind: to.nullable ? 'make-optional' : 'make-required', table, column }],
    'nullable',
  ],
  [
    (table, column, to) => (column.comment === to.comment ? [] : [{ kind: 'set-column-comment', table, column, to: to.comment }]),
    'comment',
  ],
  [option('statistics', c => c.statisticsTarget), 'statisticsTarget'],
  [option('storage', c => c.storage), 'storage'],
  [option('compression', c => c.compression), 'compression'],
]

/** A column against the same column as it should be; each change starts from the column as the ones before leave it. */
export const compareColumn = (table: Name, from: Column, to: Column): Comparison => {
  if (isSame(from, to)) return nothing
  const changes: Change[] = []
  let column = from
  for (const [edit, property] of edits) {
    const found = edit(table, column, to)
    changes.push(...found)
    if (found.length > 0) column = { ...column, [property]: to[property] }
  }
  return {
    changes: [...changes, ...compareGrants(table, from.grants, to.grants, from.name)],
    unsaid: unsaidOf(`${keyOf(table)}.${from.name}`, from, to, ['ownedSequence', 'options'], isSame),
  }
}

/** Privileges to take away first, then those to give. */
export const compareGrants = (table: Name, from: readonly Grant[] = [], to: readonly Grant[] = [], column?: string): readonly Change[] => {
  const less = (grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] =>
    grants.flatMap(grant => {
      const same = others
        .filter(o => o.grantee === grant.grantee && (o.grantable ?? false) === (grant.grantable ?? false))
        .flatMap(o => o.privileges)
      const privileges = grant.privileges.filter(p => !same.includes(p))
      return privileges.length === 0 ? [] : [{ ...grant, privileges }]
    })
  const where = column === undefined ? { table } : { table, column }
  return [
    ...less(from, to).map((grant): Change => ({ kind: 'revoke', ...where, grant })),
    ...less(to, from).map((grant): Change => ({ kind: 'grant', ...where, grant })),
  ]
}
