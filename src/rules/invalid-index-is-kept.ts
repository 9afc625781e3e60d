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
const tryAgain = ({ again }: Context, { step, before }: Build): 'fails' | 'keeps it' | 'mends it' => {
  const left = cutShort(before, step)
  if (left === undefined) return 'mends it'
  const { schema, diagnostics } = again(left)
  if (diagnostics.some(({ code }) => code === 'does-not-apply')) return 'fails'
  const table = schema.tables.get(keyOf(step.table))
  return table !== undefined && indexIn(table, step.index.name)?.valid === false ? 'keeps it' : 'mends it'
}

/** Each try plays the whole file. What fails after one build fails after each later one, unless something is taken away between them. */
const keptBuilds = (context: Context): readonly Build[] => {
  const takesAway = context.steps.some(({ step, isOpaque }) => isOpaque || step.kind.startsWith('drop-') || step.kind.startsWith('rename-'))
  const kept: Build[] = []
  for (const build of ofKind(context.steps, 'create-index').filter(({ step }) => step.online)) {
    const outcome = tryAgain(context, build)
    if (outcome === 'fails' && !takesAway) break
    if (outcome === 'keeps it') kept.push(build)
  }
  return kept
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
