import type { AlterObjectSchemaStmt } from 'libpg-query'
import { keyOf } from '../../../model/name.ts'
import type { Step } from '../../../steps/step.ts'
import { nameIn } from '../identifier.ts'
import { isSure, relationName, tableNamed, type Reading } from './names.ts'
import { NoStep } from './no-step.ts'

export const setSchema = (reading: Reading, node: AlterObjectSchemaStmt): readonly Step[] => {
  const name = relationName(reading, node.relation ?? {})
  if (node.objectType !== 'OBJECT_TABLE')
    throw new NoStep('moves an object to another schema', node.relation === undefined ? [] : [keyOf(name)])
  if (node.missing_ok && tableNamed(reading, name) === undefined && isSure(reading, name)) return []
  return [{ kind: 'set-table-schema', from: name, to: nameIn(node.newschema ?? '', '').schema }]
}
