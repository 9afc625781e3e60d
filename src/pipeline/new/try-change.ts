import { change } from '../../authoring.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import type { Draft } from './form.ts'

type Chain = Readonly<Record<string, (...given: unknown[]) => Chain>> & { readonly diagnostics: readonly Diagnostic[] }

/** The DSL's words where the command line has others. */
const remedies: Readonly<Record<string, string>> = {
  'required-without-value': 'Say --default, --default-sql, or --backfill for the rows that exist.',
  'two-primary-keys': 'Drop it first: lockstep new drop-constraint.',
  'table-is-referenced': 'Drop these foreign keys first: lockstep new drop-constraint.',
}

/** What the DSL has to say of a change before it is written: names that are not there, values of another type. */
export function tryChange(draft: Draft, schema: Schema): readonly Diagnostic[] {
  // A part that is text to be edited has nothing to try; its names are those of the schema.
  const isTried = draft.calls.every(({ given }) => given.every(value => 'value' in value))
  const calls = isTried ? draft.calls : []
  const start = change({ schema, diagnostics: [] }, draft.title) as unknown as Chain
  const done = calls.reduce((chain, { on, method, given }) => {
    const values = given.map(({ value }) => value)
    return on === undefined
      ? (chain[method] as Chain[string])(...values)
      : (chain['table'] as Chain[string])(on, (t: Chain) => (t[method] as Chain[string])(...values))
  }, start)
  return done.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, severity, message, help }) => ({ code, severity, message, help: remedies[code] ?? help }))
}
