import { keyOf } from '../model/name.ts'
import { indexIn, type Schema } from '../model/schema.ts'
import type { StepOf } from '../steps/step.ts'
import type { Judged } from './judge.ts'
import { ofKind, type Context, type Rule } from './rule.ts'

/** The schema that a build leaves behind when it is cut short. */
const cutShort = (schema: Schema, { table, index }: StepOf<'create-index'>): Schema | undefined => {
  const own = schema.tables.get(keyOf(table))
  return own && { ...schema, tables: schema.tables.with(keyOf(table), { ...own, indexes: [...own.indexes, { ...index, valid: false }] }) }
}

type Build = Judged & { readonly step: StepOf<'create-index'> }

/** Does another run come to its end, and does the index stay as it is? */
const isKept = ({ again }: Context, { step, before }: Build): boolean => {
  const left = cutShort(before, step)
  if (left === undefined) return false
  const { schema, diagnostics } = again(left)
  if (diagnostics.some(({ code }) => code === 'does-not-apply')) return false
  const table = schema.tables.get(keyOf(step.table))
  return table !== undefined && indexIn(table, step.index.name)?.valid === false
}

/** May it free the name of an index, or build one anew? */
const makesRoom = ({ step }: Judged): boolean => /^(?:drop-|rename-|run-code|execute-sql)/.test(step.kind)

/** Each try plays the whole file: of a file with hundreds of builds as few as decide. */
const keptBuilds = (context: Context): readonly Build[] => {
  const builds = ofKind(context.steps, 'create-index').filter(({ step }) => step.online)
  if (context.steps.some(makesRoom)) return builds.filter(build => isKept(context, build))
  // What stops the next run after one build stops it after each later one: only the last that is kept has to be found.
  let [kept, open] = [0, builds.length]
  while (kept < open) {
    const middle = (kept + open) >> 1
    if (isKept(context, builds[middle]!)) kept = middle + 1
    else open = middle
  }
  return builds.slice(0, kept)
}

export const invalidIndexIsKept: Rule = {
  id: 'invalid-index-is-kept',
  severity: 'warning',
  harm: 'CREATE INDEX CONCURRENTLY that was cut short leaves an INVALID index, which no query uses and which may reject writes. With IF NOT EXISTS the next run finds it there and reports success.',
  remedy: {
    words: 'drop a leftover first, and leave IF NOT EXISTS out',
    outside: true,
    sql: ['DROP INDEX CONCURRENTLY IF EXISTS {index}', 'CREATE {unique}INDEX CONCURRENTLY {index} ON {table} ({columns})'],
    rails: [
      'remove_index :{table}, name: "{index}", algorithm: :concurrently, if_exists: true',
      'add_index :{table}, [{symbols}], name: "{index}", algorithm: :concurrently',
    ],
    alembic: [
      "op.drop_index('{index}', table_name='{table}', postgresql_concurrently=True, if_exists=True)",
      "op.create_index('{index}', '{table}', [{strings}], postgresql_concurrently=True)",
    ],
  },
  check: context =>
    keptBuilds(context).map(at => ({
      at,
      message: `an INVALID ${at.step.index.name} that an earlier try left on ${keyOf(at.step.table)} is taken for the index`,
    })),
}
