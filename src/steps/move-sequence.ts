import { keyOf, type Name } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { putEntry, withoutEntry } from './edit.ts'
import { spelledName } from './rename-relation-text.ts'
import { inSchemaTexts } from './sql-texts.ts'
import type { Semantics, Step } from './step.ts'
import { refuseTakenRelation } from './taken.ts'

/** A sequence under another name: its column and every default that draws from it follow. */
export const moveSequence = (step: Step, schema: Schema, from: Name, to: Name, semantics: Semantics): Schema => {
  const sequence = schema.sequences.get(keyOf(from))
  if (sequence === undefined || keyOf(from) === keyOf(to)) return schema
  refuseTakenRelation(step, schema, to)
  const [was, is] = [from, to].map(name => `'${spelledName(name, semantics).replaceAll("'", "''")}'::regclass`) as [string, string]
  const moved = putEntry(withoutEntry(schema, 'sequences', keyOf(from)), 'sequences', keyOf(to), { ...sequence, name: to })
  const renamed = inSchemaTexts(moved, sql => sql.replaceAll(was, () => is))
  return {
    ...renamed,
    tables: renamed.tables.map(table => ({
      ...table,
      columns: table.columns.map(c => (c.ownedSequence && keyOf(c.ownedSequence) === keyOf(from) ? { ...c, ownedSequence: to } : c)),
    })),
  }
}
