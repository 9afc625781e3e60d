import { keyOf } from '../model/name.ts'
import type { TypeKind } from '../model/column-type.ts'
import { refuse, withoutEntry } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

/** Types the model knows to be an extension's; of others it cannot tell whose they are. */
const ownTypes: Readonly<Record<string, TypeKind>> = { citext: 'citext', hstore: 'hstore' }

export const dropExtension: StepBehaviour<StepOf<'drop-extension'>> = {
  apply: (step, schema) => {
    const { name } = step.extension
    if (!schema.extensions.has(name)) refuse(step, `there is no extension ${name}`)
    const uses = schema.tables
      .values()
      .flatMap(t => t.columns.filter(c => c.type.kind === ownTypes[name]).map(c => `column ${keyOf(t.name)}.${c.name}`))
    if (uses.length > 0) refuse(step, `${uses.join(', ')} uses a type of extension ${name} (2BP01)`)
    return withoutEntry(schema, 'extensions', name)
  },
  invert: ({ extension }, before) => exact({ kind: 'create-extension', extension: before.extensions.get(extension.name) ?? extension }),
  describe: ({ extension }) => `drop extension ${extension.name}`,
}
