import type { CommentStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import { columnIn, constraintIn, tableIn } from '../../../model/schema.ts'
import type { Commented } from '../../../steps/shapes/table.ts'
import type { Step } from '../../../steps/step.ts'
import { commentObject } from './comment-object.ts'
import { ownerOfIndex, partsOf, relationOfParts, typeOfParts, type Reading } from './names.ts'
import { asKind, textsOf } from './nodes.ts'

const relationKinds = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized-view',
  OBJECT_SEQUENCE: 'sequence',
} as const

const objectOf = (reading: Reading, { objtype, object }: CommentStmt): Commented | undefined => {
  const parts = partsOf(object)
  switch (objtype) {
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_SEQUENCE':
      return { on: relationKinds[objtype], name: relationOfParts(reading, parts) }
    case 'OBJECT_INDEX': {
      const owner = ownerOfIndex(reading, parts)
      const name: Name =
        owner?.name.schema === undefined ? { name: parts.at(-1) ?? '' } : { schema: owner.name.schema, name: parts.at(-1) ?? '' }
      const isKey = owner !== undefined && 'constraints' in owner && constraintIn(owner, name.name) !== undefined
      return isKey ? undefined : { on: 'index', name }
    }
    case 'OBJECT_COLUMN':
      return { on: 'column', table: relationOfParts(reading, parts.slice(0, -1)), name: parts.at(-1) ?? '' }
    case 'OBJECT_TABCONSTRAINT':
      return { on: 'constraint', table: relationOfParts(reading, parts.slice(0, -1)), name: parts.at(-1) ?? '' }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      const name = typeOfParts(reading, textsOf(asKind(object, 'TypeName')?.names))
      const isKnown = reading.schema.enums.has(keyOf(name)) || reading.schema.domains.has(keyOf(name))
      return isKnown ? { on: 'type', name } : undefined
    }
    default:
      return undefined
  }
}

const commentBefore = ({ schema }: Reading, object: Commented): string | undefined => {
  if ('table' in object) {
    const table = tableIn(schema, object.table)
    if (object.on === 'column')
      return (table && columnIn(table, object.name)?.comment) ?? schema.views.get(keyOf(object.table))?.columnComments?.[object.name]
    const constraint = table && constraintIn(table, object.name)
    return constraint !== undefined && 'comment' in constraint ? constraint.comment : undefined
  }
  const key = keyOf(object.name)
  return (schema.tables.get(key) ?? schema.views.get(key) ?? schema.sequences.get(key) ?? schema.enums.get(key) ?? schema.domains.get(key))
    ?.comment
}

export const comment = (reading: Reading, node: CommentStmt): readonly Step[] => {
  const object = objectOf(reading, node)
  if (object === undefined) return commentObject(reading, node)
  return [{ kind: 'set-comment', object, from: commentBefore(reading, object), to: node.comment }]
}
