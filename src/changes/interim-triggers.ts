import { keyOf } from '../model/name.ts'
import type { Routine, Table, Trigger } from '../model/schema.ts'
import type { RecipeContext } from './recipe.ts'

/** A trigger of the table's own that watches a column, as it must be while the column has two names. */
export interface InterimTrigger {
  readonly present: Trigger
  readonly interim: Trigger
}

const names = (text: string, word: string): boolean =>
  new RegExp(`(?<![\\w$])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`).test(text)

const functionOf = ({ function: name }: Trigger, { schema }: RecipeContext): Routine | undefined =>
  schema.routines.values().find(r => keyOf(r.name) === keyOf(name) && r.arguments === '')

/** Whoever writes the other name must fire it too: UPDATE OF looks at the statement, not at the row. */
export const interimTriggers = (table: Table, from: string, to: string, { engine }: RecipeContext): readonly InterimTrigger[] =>
  (table.triggers ?? [])
    .filter(t => t.columns.includes(from))
    .flatMap(present => {
      const definition = present.definition.replace(/(\bUPDATE OF )(.+?)(?= ON | OR )/i, (whole, head: string, list: string) =>
        list.split(',').some(each => each.trim() === engine.quoteIdentifier(from))
          ? `${head}${list}, ${engine.quoteIdentifier(to)}`
          : whole,
      )
      return definition === present.definition
        ? []
        : [{ present, interim: { ...present, definition, columns: [...present.columns, to].sort() } }]
    })

/** Row triggers that read the column before the two names are made equal: they would see what the other version wrote only half. */
export const tooEarly = (table: Table, column: string, context: RecipeContext): readonly string[] =>
  (table.triggers ?? [])
    .filter(t => / BEFORE /i.test(t.definition) && /\bFOR EACH ROW\b/i.test(t.definition) && t.enabled !== 'disabled')
    .filter(t => t.columns.includes(column) || names(functionOf(t, context)?.definition ?? '', column))
    .map(t => `trigger ${t.name}`)

/** Routines whose bodies are text the server reads when they run, and that seem to name the column. */
export const routinesNaming = (table: Table, column: string, context: RecipeContext): readonly string[] => {
  const called = new Set((table.triggers ?? []).map(t => keyOf(t.function)))
  return context.schema.routines
    .values()
    .filter(
      r => r.reads === undefined && names(r.definition, column) && (called.has(keyOf(r.name)) || names(r.definition, table.name.name)),
    )
    .map(r => `${r.kind} ${keyOf(r.name)}`)
}
