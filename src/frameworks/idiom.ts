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

/** The view of a statement's idiom, if it has one. */
export const idiomOf = <Context>(idioms: Idioms<Context>, { step, sql }: Statement, context: Context): View | undefined => {
  // A step that the engine does in several statements has more to it than the framework's one word, unless that is known.
  if (sql.length !== 1 && !manyAtOnce.has(step.kind)) return undefined
  const idiom = idioms[step.kind] as ((step: Step, context: Context) => View | undefined) | undefined
  return idiom?.(step, context)
}

/** Kinds whose idioms know that there is more than one statement: a table's indexes, a comment. */
const manyAtOnce: ReadonlySet<StepKind> = new Set<StepKind>(['create-table', 'add-column', 'create-index'])

/** A second run of these is no error in any framework's words. */
const repeatable: ReadonlySet<StepKind> = new Set<StepKind>(['set-default', 'set-not-null', 'drop-not-null', 'set-comment', 'validate-constraint', 'create-extension'])

/**
 * May the framework's words stand for a statement of a script? Not where part of it runs in the head, nor where the
 * SQL survives a repetition (wrapped, or `IF EXISTS`) that the words would stumble over.
 */
export const maySpeak = ({ repeats, doneWhen }: Script, { statement, before, sql, doneWhen: ownDoneWhen }: ScriptStatement): boolean => {
  const isAsPlanned = sql.length === statement.sql.length && sql.every((text, n) => text === statement.sql[n]?.sql)
  const { step } = statement
  const isGuarded = !repeats || doneWhen !== undefined || ownDoneWhen !== undefined
  return isAsPlanned && (isGuarded || repeatable.has(step.kind) || (step.kind === 'drop-index' && step.online) || (step.kind === 'create-index' && before.length > 0))
}
