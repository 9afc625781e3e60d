import type { Entries } from '../../../model/entries.ts'
import type { CommentStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Schema, Table, View } from '../../../model/schema.ts'
import type { Outcome } from '../../../steps/shapes/object.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { partsOf, relationOfParts, typeOfParts, type Reading } from './names.ts'
import { outside } from './no-step.ts'
import { asKind, itemsOf, textsOf } from './nodes.ts'
import { turning } from './opaque.ts'
import { routineNamed } from './routine.ts'

type Commented = { readonly name: string; readonly comment?: string }

const inList = <T extends Commented>(list: readonly T[] | undefined, name: string, comment: string | undefined): readonly T[] | undefined =>
  list?.map(each => (each.name === name ? present({ ...each, comment }) : each))

const keyIn = <T>(entries: Entries<T>, entry: T): string | undefined => entries.keys().find(key => entries.get(key) === entry)

const onTable = (owner: Table | View, part: string, { objtype, comment }: CommentStmt): Outcome => {
  const key = keyOf(owner.name)
  const triggers = inList(owner.triggers, part, comment)
  if ('query' in owner) return { views: { [key]: present({ ...owner, triggers }) } }
  return {
    tables: {
      [key]:
        objtype === 'OBJECT_TRIGGER'
          ? present({ ...owner, triggers })
          : present({ ...owner, policies: inList(owner.policies, part, comment) }),
    },
  }
}

const onStatistics = (schema: Schema, name: string, home: string | undefined, comment: string | undefined): Outcome | undefined => {
  const table = schema.tables.values().find(each => each.name.schema === home && each.extendedStatistics?.some(s => s.name === name))
  return (
    table && { tables: { [keyOf(table.name)]: present({ ...table, extendedStatistics: inList(table.extendedStatistics, name, comment) }) } }
  )
}

const outcomeOf = (reading: Reading, node: CommentStmt): Outcome | undefined => {
  const { schema } = reading
  const { comment, object, objtype } = node
  const parts = partsOf(object)
  switch (objtype) {
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY': {
      const key = keyOf(relationOfParts(reading, parts.slice(0, -1)))
      const owner = schema.tables.get(key) ?? schema.views.get(key)
      return owner && onTable(owner, parts.at(-1) ?? '', node)
    }
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE': {
      const routine = routineNamed(reading, asKind(object, 'ObjectWithArgs') ?? {})
      const key = routine && keyIn(schema.routines, routine)
      return key === undefined ? undefined : { routines: { [key]: present({ ...routine!, comment }) } }
    }
    case 'OBJECT_STATISTIC_EXT': {
      const name = relationOfParts(reading, parts)
      return onStatistics(schema, name.name, name.schema, comment)
    }
    case 'OBJECT_DOMCONSTRAINT': {
      const [type, check] = itemsOf(object)
      const key = keyOf(typeOfParts(reading, textsOf(asKind(type, 'TypeName')?.names)))
      const domain = schema.domains.get(key)
      const name = asKind(check, 'String')?.sval ?? ''
      return domain && { domains: { [key]: { ...domain, checks: inList(domain.checks, name, comment) ?? [] } } }
    }
    default:
      return undefined
  }
}

/** A comment on what no step comments on. */
export const commentObject = (reading: Reading, node: CommentStmt): readonly Step[] => {
  const becomes = outcomeOf(reading, node)
  if (becomes === undefined) throw outside('comments on what the model keeps no comment of')
  return [turning(reading.source.text, 'comments on an object', becomes)]
}
