import type { Statement } from '../plan/plan.ts'
import type { Step, StepKind, StepOf } from '../steps/step.ts'
import type { Script, ScriptStatement } from './script.ts'

/** Plain data for a template: every text in it is source of the target language. */
export type View = Readonly<Record<string, unknown>>

/**
 * The kinds of step a framework has words of its own for. An entry gives the view of the template
 * `<framework>/steps/<kind>`, or nothing where those words would not say exactly the same: same catalog, same locks.
 */
export type Idioms<Context> = { readonly [K in StepKind]?: (step: StepOf<K>, context: Context) => View | undefined }

/** The view of a statement's idiom, if it has one. It stands for all of the engine's SQL texts but those that prepare the step. */
export const idiomOf = <Context>(idioms: Idioms<Context>, { step, sql }: Statement, context: Context): View | undefined => {
  // A step that the engine does in several statements has more to it than the framework's one word, unless that is known.
  if (sql.length !== 1 && !manyAtOnce.has(step.kind)) return undefined
  const idiom = idioms[step.kind] as ((step: Step, context: Context) => View | undefined) | undefined
  return idiom?.(step, context)
}

/**
 * How many of a statement's SQL texts stay before the framework's words: what clears away an index left half built.
 * They come before the text that carries the check. A column's or table's sequence is part of the words.
 */
export const preparing = ({ step, sql }: Statement): number =>
  step.kind === 'create-index'
    ? Math.max(
        0,
        sql.findIndex(({ assertAfter }) => assertAfter !== undefined),
      )
    : 0

/** Kinds whose idioms know that there is more than one statement: a table's indexes, a comment. */
const manyAtOnce: ReadonlySet<StepKind> = new Set<StepKind>(['create-table', 'add-column', 'create-index'])

/** Has the object nothing set beyond these properties? What an idiom does not know it must not drop. */
export const hasOnly = <T extends object>(object: T, known: readonly (keyof T)[]): boolean =>
  (Object.keys(object) as (keyof T)[]).every(key => known.includes(key) || isUnset(object[key]))

const isUnset = (value: unknown): boolean => value === undefined || value === false || (Array.isArray(value) && value.length === 0)

/** A second run of these is no error in any framework's words. */
const repeatable: ReadonlySet<StepKind> = new Set<StepKind>([
  'set-default',
  'set-not-null',
  'drop-not-null',
  'set-comment',
  'validate-constraint',
  'create-extension',
])

/**
 * May the framework's words stand for a statement of a script? Not where part of it runs in the head, or where it is
 * wrapped for a repetition.
 */
export const isAsPlanned = ({ statement, sql }: ScriptStatement): boolean =>
  sql.length === statement.sql.length && sql.every((text, n) => text === statement.sql[n]?.sql)

/** Can the framework's words never run a second time, or do so without an error? */
export const isSafeToSay = ({ repeats, doneWhen }: Script, { statement: { step }, doneWhen: own }: ScriptStatement): boolean =>
  !repeats || doneWhen !== undefined || own !== undefined || repeatable.has(step.kind)
