import type { Change } from '../changes/change.ts'
import type { Diagnostic, Span } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { StepDoesNotApply } from '../steps/step.ts'
import { callSite } from './call-site.ts'
import { evolve } from '../changes/evolve/evolve.ts'
import { checkLength, namesMadeBy } from './long-names.ts'
import { mistake } from './mistakes.ts'
import { nameFrom } from './object.ts'
import { columnOperations } from './operations/columns.ts'
import { constraintOperations } from './operations/constraints.ts'
import { execute } from './operations/execute.ts'
import { indexOperations } from './operations/indexes.ts'
import { objectOperations } from './operations/objects.ts'
import { ownOperations } from './operations/table.ts'
import { tableOperations } from './operations/tables.ts'
import { withEntry, type Outcome, type Situation, type TableOperation } from './outcome.ts'
import type { SchemaDefinition } from './schema.ts'
import type { Pair, Tabled } from './scope.ts'
import type { ChangeFile, SchemaChange } from './schema-change.ts'
import { col } from './sql.ts'
import type { TableChange } from './table-change.ts'
import { target, type Diff } from './target.ts'

type AnyOperation = (situation: never, ...args: never[]) => Outcome
type Start = <Tables extends Tabled, Enums extends Pair, Objects extends Pair>(
  schema: SchemaDefinition<Tables, Enums, Objects>,
  title?: string,
) => SchemaChange<Tables, Enums, Objects>

const tableLevel: Readonly<Record<Exclude<keyof TableChange<Pair, Tabled, string, never>, 'col'>, TableOperation>> = {
  ...columnOperations,
  ...indexOperations,
  ...constraintOperations,
  ...ownOperations,
}

type SchemaLevel = Exclude<keyof SchemaChange<Tabled, Pair, Pair>, keyof ChangeFile | 'table'>

/** `change`, with the means to compare schemas that `.target(…)` needs. */
export const changeWith = (diff: Diff): Start => {
  const schemaLevel: Readonly<Record<SchemaLevel, AnyOperation>> = {
    ...tableOperations,
    ...objectOperations,
    execute,
    target: target(diff),
  }
  return ((definition: SchemaDefinition<unknown, unknown, unknown>, title = '') => {
    const file = {
      title,
      schema: definition.schema,
      after: definition.schema,
      changes: [] as Change[],
      diagnostics: [...definition.diagnostics] as Diagnostic[],
    }
    const record = (outcome: Outcome): void => {
      if ('diagnostics' in outcome) file.diagnostics.push(...outcome.diagnostics)
      else for (const change of outcome.changes) take(change)
    }
    const take = (change: Change): void => {
      const next = tryEvolve(file.after, change)
      file.changes.push(change)
      if (file.changes.length === advisedLength + 1) file.diagnostics.push(adviseToSplit(callSite()()))
      file.diagnostics.push(...checkLength(namesMadeBy(change), callSite()))
      if ('tables' in next) file.after = next
      else file.diagnostics.push(next)
    }
    const chain = Object.assign(
      file,
      methods(schemaLevel, () => ({ schema: file.after, site: callSite() }), record),
      {
        table: (key: string, edit: (t: unknown) => unknown) => {
          const site = callSite()
          record(
            withEntry({ schema: file.after, site }, 'tables', nameFrom(key), () => {
              const situation = () => ({ schema: file.after, table: file.after.tables.get(keyOf(nameFrom(key)))!, site: callSite() })
              edit(Object.assign(methods(tableLevel, situation, record), { col }))
              return { changes: [] }
            }),
          )
          return chain
        },
      },
    )
    return chain
  }) as unknown as Start
}

/** One recording method per operation; each gives back the object it stands on, so that calls chain. */
const methods = (
  operations: Readonly<Record<string, AnyOperation>>,
  situation: () => Situation,
  record: (outcome: Outcome) => void,
): object => {
  const recorder: Record<string, (...args: never[]) => unknown> = {}
  for (const [name, operation] of Object.entries(operations))
    recorder[name] = function (this: unknown, ...args) {
      record(operation(situation() as never, ...args))
      return this
    }
  return recorder
}

/** Measured: 60 operations on a table check in the time of two short files; a reviewer follows far fewer. */
const advisedLength = 40

const adviseToSplit = (span: Span | undefined): Diagnostic => ({
  code: 'long-change-file',
  severity: 'note',
  message: `This file says more than ${advisedLength} changes`,
  help: 'Split it: each file becomes a plan of its own, with its own stages and way back.',
  ...(span === undefined ? {} : { span }),
})

/** What a step refuses is the user's mistake here: the schema has not what the change needs. */
const tryEvolve = (schema: Schema, change: Change): Schema | Diagnostic => {
  try {
    return evolve(schema, change)
  } catch (thrown) {
    if (thrown instanceof StepDoesNotApply)
      return mistake(
        'does-not-apply',
        `${change.kind} cannot be done: ${thrown.reason}`,
        'Change what stands in the way first.',
        callSite()(),
      )
    throw thrown
  }
}
