import type { RenameStmt } from 'libpg-query'
import { keyOf, sibling } from '../../../model/name.ts'
import { constraintIn } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { isBackedByIndex } from '../../../steps/taken.ts'
import { isSure, ownerOfIndex, partsOf, relationName, tableNamed, typeOfParts, type Reading } from './names.ts'
import { NoStep, outside } from './no-step.ts'
import { renameObject } from './rename-object.ts'

export const rename = (reading: Reading, node: RenameStmt): readonly Step[] => {
  const { relation = {}, subname = '', newname: to = '', missing_ok } = node
  const { schema } = reading
  if (reading.temporary.has(relation.relname ?? '')) throw outside('is on a temporary table')
  const name = relationName(reading, relation)
  const key = keyOf(name)
  const isAbsent = missing_ok === true && isSure(reading, name)
  switch (node.renameType) {
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW': {
      const view = schema.views.get(key)
      if (view !== undefined) return [{ kind: 'rename-view', from: name, to, materialized: view.materialized }]
      const sequence = schema.sequences.get(key)
      if (sequence !== undefined) return [{ kind: 'alter-sequence', from: sequence, to: { ...sequence, name: sibling(name, to) } }]
      if (!schema.tables.has(key) && isAbsent) return []
      if (node.renameType !== 'OBJECT_TABLE') throw new NoStep(`renames ${key}, which is not known`, [key])
      return [{ kind: 'rename-table', from: name, to }]
    }
    case 'OBJECT_COLUMN':
      if (tableNamed(reading, name) === undefined && isAbsent) return []
      if (node.relationType !== 'OBJECT_TABLE') throw new NoStep('renames a column of what is no table', [key])
      return [{ kind: 'rename-column', table: name, from: subname, to }]
    case 'OBJECT_TABCONSTRAINT': {
      if (tableNamed(reading, name) === undefined && isAbsent) return []
      return [{ kind: 'rename-constraint', table: name, from: subname, to }]
    }
    case 'OBJECT_INDEX': {
      const owner = ownerOfIndex(reading, [...(relation.schemaname === undefined ? [] : [relation.schemaname]), relation.relname ?? ''])
      if (owner === undefined) {
        if (missing_ok && !schema.tainted.includes('*')) return []
        throw new NoStep(`renames index ${relation.relname}, which is not known`, [relation.relname ?? ''])
      }
      const from = relation.relname ?? ''
      const constraint = 'constraints' in owner ? constraintIn(owner, from) : undefined
      return constraint !== undefined && isBackedByIndex(constraint.kind)
        ? [{ kind: 'rename-constraint', table: owner.name, from, to }]
        : [{ kind: 'rename-index', table: owner.name, from, to }]
    }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      const type = typeOfParts(reading, partsOf(node.object))
      if (!schema.enums.has(keyOf(type)) && !schema.domains.has(keyOf(type))) throw new NoStep(`renames type ${keyOf(type)}`, [keyOf(type)])
      return [{ kind: 'rename-type', from: type, to }]
    }
    default:
      return renameObject(reading, node)
  }
}
