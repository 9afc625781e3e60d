import type { Statement } from '../plan/plan.ts'
import type { Step, StepKind, StepOf } from '../steps/step.ts'

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
