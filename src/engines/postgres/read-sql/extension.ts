import type { CreateExtensionStmt } from 'libpg-query'
import type { Step } from '../../../steps/step.ts'
import { homeOf, type Reading } from './names.ts'
import { outside } from './no-step.ts'
import { allOf, valueOf } from './nodes.ts'

export const createExtension = (reading: Reading, { extname: name = '', if_not_exists, options }: CreateExtensionStmt): readonly Step[] => {
  // It is in every database from the start, and so in no schema of the model.
  if (name === 'plpgsql') throw outside('makes the language every database has')
  if (if_not_exists && reading.schema.extensions.has(name)) return []
  const said = valueOf(allOf(options, 'DefElem').find(each => each.defname === 'schema')?.arg)
  const schema = said ?? homeOf(reading)
  return [{ kind: 'create-extension', extension: { name, ...(schema === 'public' ? {} : { schema }) } }]
}
