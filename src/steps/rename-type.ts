import { keyOf, sibling, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { castTo } from './casts.ts'
import { entryOf, putEntry, withoutEntry } from './edit.ts'
import { exact } from './inverse.ts'
import { spelledName } from './rename-relation-text.ts'
import { inSchemaTexts } from './sql-texts.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'
import { refuseTakenType } from './taken.ts'
import { retyped } from './type-uses.ts'

const moveType = (step: Step, schema: Schema, from: Name, to: Name): Schema => {
  const key = keyOf(from)
  const found = schema.enums.get(key)
  if (found !== undefined) return putEntry(withoutEntry(schema, 'enums', key), 'enums', keyOf(to), { ...found, name: to })
  return putEntry(withoutEntry(schema, 'domains', key), 'domains', keyOf(to), { ...entryOf(step, schema, 'domains', from), name: to })
}

export const renameType: StepBehaviour<StepOf<'rename-type'>> = {
  apply: (step, schema, semantics) => {
    const to = sibling(step.from, step.to)
    refuseTakenType(step, schema, to)
    const [was, is] = [step.from, to].map(name => spelledName(name, semantics)) as [string, string]
    const moved = retyped(moveType(step, schema, step.from, to), step.from, type => ({
      ...type,
      reference: to,
      native: type.native.replace(was, () => is),
    }))
    return inSchemaTexts(moved, sql => sql.replace(castTo(was), () => `::${is}`))
  },
  invert: ({ from, to }) => exact({ kind: 'rename-type', from: sibling(from, to), to: from.name }),
  describe: ({ from, to }) => `rename type ${keyOf(from)} to ${to}`,
}
