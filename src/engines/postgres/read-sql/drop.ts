import type { DropStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import { indexIn, type Index } from '../../../model/schema.ts'
import { unknownTable } from '../../../model/unknown.ts'
import { referencesThrough } from '../../../steps/dependents.ts'
import type { Step } from '../../../steps/step.ts'
import { quoteName } from '../quote.ts'
import { tableHolders, viewHolders } from './cascade.ts'
import { dropObject } from './drop-object.ts'
import { maybeThere } from './maybe-there.ts'
import { isSure, ownerOfIndex, partsOf, relationOfParts, tableNamed, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { opaque } from './opaque.ts'

const dropTables = (reading: Reading, node: DropStmt): readonly Step[] => {
  const parts = (node.objects ?? []).map(each => partsOf(each)).filter(each => each.length > 1 || !reading.temporary.has(each[0] ?? ''))
  if (parts.length === 0) throw outside('is on a temporary table')
  const names = parts.map(each => relationOfParts(reading, each))
  const absent = node.missing_ok ? names.filter(name => tableNamed(reading, name) === undefined) : []
  const tables = names.filter(name => !absent.includes(name)).map(name => tableNamed(reading, name) ?? unknownTable(name))
  const others = node.behavior === 'DROP_CASCADE' ? tableHolders(reading, tables) : []
  // Of tables that refer to each other, those that refer go first.
  const ordered = byReference(
    tables.map(table => table.name),
    reading,
  )
  const loops = ordered.loops
  return [
    ...others,
    ...loops,
    ...absent.filter(name => !isSure(reading, name)).flatMap(name => maybeThere(node, 'TABLE', quoteName(name))),
    ...ordered.names.map((name): Step => ({ kind: 'drop-table', table: tables.find(t => keyOf(t.name) === keyOf(name))! })),
  ]
}

/** Tables of one DROP TABLE may refer to each other in any way: keys between them go first where no order does. */
const byReference = (names: readonly Name[], reading: Reading): { readonly names: readonly Name[]; readonly loops: readonly Step[] } => {
  const left = [...names]
  const done: Name[] = []
  const loops: Step[] = []
  const referring = (name: Name) =>
    left.flatMap(other =>
      keyOf(other) === keyOf(name)
        ? []
        : (tableNamed(reading, other)?.constraints ?? []).flatMap(constraint =>
            constraint.kind === 'foreign-key' && keyOf(constraint.references) === keyOf(name) && !constraint.inherited
              ? [{ table: other, constraint }]
              : [],
          ),
    )
  while (left.length > 0) {
    const at = left.findIndex(name => referring(name).length === 0)
    if (at < 0) {
      const name = left.shift()!
      loops.push(...[...referring(name)].map(({ table, constraint }): Step => ({ kind: 'drop-constraint', table, constraint })))
      done.push(name)
    } else done.push(...left.splice(at, 1))
  }
  return { names: done, loops }
}

const unknownIndex = (name: string): Index => ({ name, parts: [], unique: false, valid: true })

const dropIndex = (reading: Reading, node: DropStmt, parts: readonly string[]): readonly Step[] => {
  const owner = ownerOfIndex(reading, parts)
  const [name = '', home] = parts.toReversed()
  if (owner === undefined) {
    const what = `INDEX${node.concurrent ? ' CONCURRENTLY' : ''}`
    if (node.missing_ok) return reading.schema.tainted.includes('*') ? maybeThere(node, what, quoted(home, name)) : []
    return [opaque(`DROP ${what} ${quoted(home, name)}`, 'drops an index that is not known', [name], node.concurrent !== true)]
  }
  const index = ('constraints' in owner ? indexIn(owner, name) : owner.indexes?.find(i => i.name === name)) ?? unknownIndex(name)
  const held =
    node.behavior === 'DROP_CASCADE' && 'constraints' in owner
      ? referencesThrough(reading.schema, owner, name).map(({ table, constraint: key }): Step => ({
          kind: 'drop-constraint',
          table: table.name,
          constraint: key,
        }))
      : []
  return [...held, { kind: 'drop-index', table: owner.name, index, online: node.concurrent === true }]
}

const quoted = (home: string | undefined, name: string): string => quoteName(home === undefined ? { name } : { schema: home, name })

const dropView = (reading: Reading, node: DropStmt, parts: readonly string[]): readonly Step[] => {
  const name = relationOfParts(reading, parts)
  const view = reading.schema.views.get(keyOf(name))
  if (view === undefined) {
    if (node.missing_ok)
      return isSure(reading, name)
        ? []
        : maybeThere(node, node.removeType === 'OBJECT_VIEW' ? 'VIEW' : 'MATERIALIZED VIEW', quoteName(name))
    throw new NoStep(`drops view ${keyOf(name)}, which is not known`, [keyOf(name)])
  }
  return [...(node.behavior === 'DROP_CASCADE' ? viewHolders(reading, name) : []), { kind: 'drop-view', view }]
}

export const drop = (reading: Reading, node: DropStmt): readonly Step[] => {
  const each = (read: (parts: readonly string[]) => readonly Step[]): readonly Step[] =>
    (node.objects ?? []).flatMap(object => read(partsOf(object)))
  switch (node.removeType) {
    case 'OBJECT_TABLE':
      return dropTables(reading, node)
    case 'OBJECT_INDEX':
      return each(parts => dropIndex(reading, node, parts))
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return each(parts => dropView(reading, node, parts))
    default:
      return dropObject(reading, node)
  }
}
