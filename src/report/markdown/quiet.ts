import { keyOf } from '../../model/name.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { Plan } from '../../plan/plan.ts'
import { listing } from '../layout.ts'
import { beyondSchemaRb, type Unsaid } from '../quiet/beyond-schema-rb.ts'
import { inFlight } from '../quiet/in-flight.ts'
import { includeObject } from '../quiet/include-object.ts'
import { headings } from './headings.ts'
import { fenced, named, prose } from './text.ts'

/** What the framework's own tools say of the database between two stages, and how they stay quiet. */
export function quiet(plan: Plan, framework: FrameworkId | undefined): readonly string[] {
  if (framework === undefined || plan.stages.length < 2) return []
  const lines = ofFramework[framework]?.(plan) ?? []
  return lines.length === 0 ? [] : [`## ${headings.quiet}`, '', ...lines]
}

const ofFramework: { readonly [F in FrameworkId]?: (plan: Plan) => readonly string[] } = {
  rails: plan => {
    const unsaid = beyondSchemaRb(plan)
    if (unsaid.length === 0)
      return ['`schema.rb` and `structure.sql` hold all that a stage leaves; commit the dump with each stage’s files.']
    return [
      '> [!WARNING]',
      `> **\`schema.rb\` cannot hold** ${listing(unsaid.map(unsaidInWords))}. What is loaded from it (\`db:schema:load\`, \`db:test:prepare\`, a new machine) goes without: there the two versions of the application do not see each other’s writes.`,
      '>',
      '> Tests of one version do not notice. For databases that two versions share, set `config.active_record.schema_format = :sql`, whose `structure.sql` holds it, run the migrations instead of loading the dump, or plan without triggers: `--triggers never`.',
      '',
      ...(makesEnum(plan) ? ['Before Rails 7.0 `schema.rb` cannot hold enum types either.', ''] : []),
      'Production is not affected: it runs the migrations. Once the last stage has run, both dumps are whole again.',
    ]
  },
  laravel: () => [
    '`php artisan schema:dump` between stages holds all that the plan has made so far, triggers too (it asks `pg_dump`). Without `--prune`: a pruned migration cannot be rolled back.',
  ],
  alembic: plan => {
    const code = includeObject(plan)
    if (code === undefined) return []
    return [
      'Between stages the database has what the models of one application version lack. In `env.py`, with `include_object=include_object` in both calls of `context.configure`, from the first stage until the last has run (it lies beside this page as `include_object.py`):',
      '',
      ...fenced('python', code.trimEnd()),
      '',
      '`alembic check` and `--autogenerate` then find no difference with the models of either version. Triggers and functions they do not look at.',
    ]
  },
  flyway: () => [
    '`flyway validate` stays green: a file never changes once it is written, and later stages come above it; one that is written and has not run is pending (`-ignoreMigrationPatterns="*:pending"`). `flyway info` shows no gap: nothing of a later stage lies in a location before its gate is passed.',
  ],
  liquibase: plan => [
    `\`liquibase validate\` and \`status\` stay green. \`liquibase diff\` between databases of different stages, or with entities, shows no more than what is on its way: ${listing(
      inFlight(plan).map(({ table, name }) => named(name === table.name ? name : `${keyOf(table)}.${name}`)),
    )}. To leave that out: \`--exclude-objects=${[...new Set(inFlight(plan).map(({ name }) => name))].map(name => name.replaceAll(/[^\w]/g, '.')).join(',')}\`. After the last stage it shows no more than the order of columns, which it compares too.`,
  ],
}

const makesEnum = ({ stages }: Plan): boolean =>
  stages.some(({ units }) => units.some(({ up }) => up.statements.some(({ step }) => step.kind === 'create-enum')))

const unsaidInWords = ({ what, from, until }: Unsaid): string =>
  `${prose(what)} (${until === undefined ? `from stage ${from} on` : from === until ? `after stage ${from}` : `after stages ${from} to ${until}`})`
