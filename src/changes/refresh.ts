import { canonicalJson } from '../model/canonical-json.ts'
import { keyOf, type Name } from '../model/name.ts'
import { columnIn, constraintIn, indexIn, tableIn, type Schema, type Table } from '../model/schema.ts'
import type { Change, ChangeOf } from './change.ts'

/** What a change names is not there any more, or somebody else has changed it too: one clause, `users.name is gone`. */
export interface Outdated {
  readonly outdated: string
}

type Refreshed = Change | Outdated

const gone = (what: string): Outdated => ({ outdated: `${what} is gone` })

const inTable = (schema: Schema, name: Name, refresh: (table: Table) => Refreshed): Refreshed => {
  const table = tableIn(schema, name)
  return table === undefined ? gone(`table ${keyOf(name)}`) : refresh(table)
}

/** Both changed the same object as a whole: which one is meant, only a person knows. */
const unlessBoth = <T extends object>(what: string, now: T | undefined, then: T, refreshed: (now: T) => Change): Refreshed =>
  now === undefined
    ? gone(what)
    : canonicalJson(now) === canonicalJson(then)
      ? refreshed(now)
      : { outdated: `${what} is another one than the change was written for` }

type OfColumn = Extract<Change, { readonly table: Name; readonly column: { readonly name: string } }>
const isOfColumn = (change: Change): change is OfColumn =>
  'column' in change && typeof change.column === 'object' && change.kind !== 'add-column'

type FromColumn = ChangeOf<'rename-column' | 'change-type'>
const isFromColumn = (change: Change): change is FromColumn => change.kind === 'rename-column' || change.kind === 'change-type'

/**
 * A change holds whole objects, as they were when it was written; this is the same change with the objects of another schema.
 *
 * @returns the change; or why it can no longer be made
 */
export const refreshChange = (change: Change, schema: Schema): Refreshed => {
  if (isOfColumn(change))
    return inTable(schema, change.table, table => {
      const column = columnIn(table, change.column.name)
      return column === undefined ? gone(`column ${keyOf(change.table)}.${change.column.name}`) : ({ ...change, column } as Change)
    })
  if (isFromColumn(change))
    return inTable(schema, change.table, table => {
      const from = columnIn(table, change.from.name)
      return from === undefined ? gone(`column ${keyOf(change.table)}.${change.from.name}`) : { ...change, from }
    })
  switch (change.kind) {
    case 'drop-table':
      return inTable(schema, change.table.name, table => ({ ...change, table }))
    case 'drop-partition':
      return inTable(schema, change.table.name, table => ({ ...change, table }))
    case 'set-table-comment':
      return inTable(schema, change.table, table => ({ ...change, from: table.comment }))
    case 'set-table-options':
      return inTable(schema, change.table, table => ({ ...change, from: table.options }))
    case 'set-replica-identity':
      return inTable(schema, change.table, table => ({ ...change, from: table.replicaIdentity }))
    case 'set-row-security':
      return inTable(schema, change.table, table => ({ ...change, from: table.rowSecurity }))
    case 'drop-index':
      return inTable(schema, change.table, table => {
        const index = indexIn(table, change.index.name)
        return index === undefined ? gone(`index ${change.index.name}`) : { ...change, index }
      })
    case 'replace-index':
      return inTable(schema, change.table, table =>
        unlessBoth(`index ${change.from.name}`, indexIn(table, change.from.name), change.from, from => ({ ...change, from })),
      )
    case 'drop-constraint':
    case 'validate-constraint':
      return inTable(schema, change.table, table => {
        const constraint = constraintIn(table, change.constraint.name)
        return constraint === undefined ? gone(`constraint ${change.constraint.name}`) : { ...change, constraint }
      })
    case 'drop-trigger':
      return inTable(schema, change.table, table => {
        const trigger = table.triggers?.find(({ name }) => name === change.trigger.name)
        return trigger === undefined ? gone(`trigger ${change.trigger.name}`) : { ...change, trigger }
      })
    case 'drop-policy':
      return inTable(schema, change.table, table => {
        const policy = table.policies?.find(({ name }) => name === change.policy.name)
        return policy === undefined ? gone(`policy ${change.policy.name}`) : { ...change, policy }
      })
    default:
      return refreshObject(change, schema)
  }
}

const refreshObject = (change: Change, schema: Schema): Refreshed => {
  switch (change.kind) {
    case 'drop-enum':
    case 'add-enum-value':
    case 'rename-enum-value': {
      const found = schema.enums.get(keyOf(change.enum.name))
      return found === undefined ? gone(`type ${keyOf(change.enum.name)}`) : { ...change, enum: found }
    }
    case 'rebuild-enum': {
      const key = keyOf(change.enum.name)
      return unlessBoth(`type ${key}`, schema.enums.get(key), change.enum, found => ({ ...change, enum: found }))
    }
    case 'drop-domain':
    case 'add-domain-check':
    case 'drop-domain-check': {
      const found = schema.domains.get(keyOf(change.domain.name))
      return found === undefined ? gone(`domain ${keyOf(change.domain.name)}`) : { ...change, domain: found }
    }
    case 'drop-view': {
      const view = schema.views.get(keyOf(change.view.name))
      return view === undefined ? gone(`view ${keyOf(change.view.name)}`) : { ...change, view }
    }
    case 'rename-view': {
      const from = schema.views.get(keyOf(change.from.name))
      return from === undefined ? gone(`view ${keyOf(change.from.name)}`) : { ...change, from }
    }
    case 'replace-view': {
      const key = keyOf(change.from.name)
      return unlessBoth(`view ${key}`, schema.views.get(key), change.from, from => ({ ...change, from }))
    }
    case 'drop-sequence': {
      const sequence = schema.sequences.get(keyOf(change.sequence.name))
      return sequence === undefined ? gone(`sequence ${keyOf(change.sequence.name)}`) : { ...change, sequence }
    }
    case 'alter-sequence': {
      const key = keyOf(change.from.name)
      return unlessBoth(`sequence ${key}`, schema.sequences.get(key), change.from, from => ({ ...change, from }))
    }
    default:
      return change
  }
}
