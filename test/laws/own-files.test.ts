import { basename, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { compareSchemas } from '../../src/engines/postgres/compare.ts'
import type { Repository } from '../../src/frameworks/read.ts'
import type { SourceFile } from '../../src/history/migration.ts'
import { record } from '../../src/history/recorder.ts'
import { replay } from '../../src/history/replay.ts'
import { contentHash } from '../../src/life/content-hash.ts'
import type { PlanState } from '../../src/life/plan-state.ts'
import { emptySchema, type Schema } from '../../src/model/schema.ts'
import { generateFiles, loadChangeFile, loadEngine, loadFramework, type GenerateOptions, type Plan } from '../../src/pipeline.ts'
import { plannedFiles } from '../../src/pipeline/life/planned-files.ts'
import { checkMigrations, rowsIn } from '../../src/rules/check-migrations.ts'
import { textAt } from '../../src/rules/text-at.ts'
import { stepsToBuild } from '../../src/steps/build-schema.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { applyStep } from '../../src/steps/index.ts'
import { root } from '../architecture/sources.ts'
import { caseOf, examples, now, variantsOf, type Variant } from './example.ts'

/** `example: rule, way` → why it is right. */
const told: Readonly<Record<string, string>> = {
  'change-primary-key-type: down-does-not-restore, down':
    'taken back alone, the swap leaves out the index and the foreign key that stage 2 has built for it, and stage 2 has to be taken back too before it can run again',
  'rename-column-without-trigger: on-conflict-loses-its-constraint, up':
    'its gate asks for code that writes both columns, and not by name whether an ON CONFLICT still relies on the old ones',
  'comments-and-options: slow-work-under-held-lock, down':
    'before PostgreSQL 16 the storage of a type is looked up when it runs, and the statement put together from that',
}

/** The schema of a file as SQL of its own would make it: in the spelling of a history that is read. */
const startOf = (schema: Schema, engine: Engine): Schema => {
  let made = emptySchema
  return record({ engine, schema: emptySchema, wrapping: 'none' }, to => {
    for (const step of stepsToBuild(schema)) {
      for (const sql of engine.plain(step, made)) to.sql(sql, { file: 'start.sql', line: 1, column: 1 })
      made = applyStep(step, made, engine.semantics)
    }
  }).schema
}

interface Emitted extends SourceFile {
  readonly stage: number
  readonly unit?: string
}

type Asked = Variant & Pick<GenerateOptions, 'jobs' | 'lockCode'>

const withHelper: readonly string[] = ['rails', 'laravel', 'alembic']

/** The variants of an example, those that may keep the lock code in a file of its own both ways, and for some of them long work apart. */
const askedOf = (example: string): readonly Asked[] => {
  const variants = variantsOf(example).flatMap((variant): readonly Asked[] =>
    withHelper.includes(variant.framework) ? [variant, { ...variant, lockCode: 'helper' }] : [variant],
  )
  return ['rename-column', 'create-index', 'add-foreign-key', 'change-primary-key-type'].includes(example)
    ? [...variants, ...variants.map(variant => ({ ...variant, jobs: 'apart' as const }))]
    : variants
}

/** A repository with the files of a plan whose gates have all been passed. */
const withPlan = (plan: Plan, files: readonly Emitted[]): Repository => {
  const state: PlanState = {
    format: 1,
    framework: 'sql',
    planned: '2026-11-20',
    after: [],
    files: files.map(({ path, text, stage, unit }) => ({
      path,
      stage,
      on: '2026-11-20',
      sha256: contentHash(text),
      ...(unit === undefined ? {} : { unit }),
    })),
    attestations: plan.stages.flatMap(({ number, gate }) =>
      gate.flatMap(({ kind, text }) =>
        kind === 'attested' ? [{ environment: 'production', stage: number, line: text, by: 'ann', because: 'seen', on: '2026-11-20' }] : [],
      ),
    ),
  }
  const texts = new Map([
    ['lockstep/plans/it/plan.json', JSON.stringify(plan)],
    ['lockstep/plans/it/schema.json', JSON.stringify(emptySchema)],
    ['lockstep/plans/it/state.json', JSON.stringify(state)],
    ...files.map(({ path, text }) => [path, text] as const),
  ])
  return { paths: [...texts.keys()], read: path => texts.get(path) }
}

/** What is wrong with the files of a plan, each stage taken as one deploy. */
const findingsIn = async (plan: Plan, variant: Asked, start: Schema, engine: Engine): Promise<readonly string[]> => {
  const { folder, frontEnd: load, versions } = await loadFramework(variant.framework)
  const frontEnd = await load!()
  const emitted = await generateFiles(plan, { ...variant, now })
  if (!emitted.ok) throw new Error(JSON.stringify(emitted.diagnostics))
  const files = emitted.value
    .filter(({ from }) => from === undefined)
    .map(({ name, content, stage, unit }): Emitted => ({
      path: join(folder, name),
      text: content,
      stage,
      ...(unit === undefined ? {} : { unit }),
    }))
  const history = frontEnd.read(
    files.filter(({ path }) => frontEnd.isSource(path)),
    {
      readText: path => files.find(file => file.path === path)?.text,
      transactionPerMigration: true,
      ...(variant.framework === 'sql' ? { layout: variant.layout ?? 'pairs' } : { version: versions.at(-1)! }),
    },
  )
  const replayed = replay(history, { engine, schema: start })
  const planned = plannedFiles(withPlan(plan, files))
  return plan.stages.flatMap(({ number }) =>
    checkMigrations(
      replayed.filter(({ migration }) => files.find(({ path }) => path === migration.file)?.stage === number),
      {
        engine,
        framework: variant.framework,
        setup: { transactionalLock: false },
        compare: (left, right) =>
          compareSchemas(left, right, { ignore: ['column-order', 'tainted', 'owner', 'comment', 'grants', 'inherited'] }),
        textAt: textAt(files),
        rowsOf: rowsIn(start),
        end: replayed.at(-1)?.after ?? start,
        deployOf: () => 'the stage',
      },
    )
      .filter(({ severity }) => severity !== 'note')
      .filter(finding => planned.answerTo(finding.span.file, finding) === undefined)
      .map(
        ({ rule, way, span, message }) =>
          `${rule}, ${way}: ${variant.framework} ${[variant.layout, variant.jobs, variant.lockCode].filter(each => each !== undefined).join(' ')} ${basename(span.file)}:${span.line} ${message}`,
      ),
  )
}

describe('check has nothing against the files of', () => {
  test.each(examples)('%s', async example => {
    const loaded = await loadChangeFile(join(root, 'schema-examples', `${example}.ts`), { typeCheck: false })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics))
    const { plan } = await caseOf(example)
    const engine = await loadEngine(plan.engine)
    const start = startOf(loaded.value.schema, engine)
    const findings = (await Promise.all(askedOf(example).map(variant => findingsIn(plan, variant, start, engine)))).flat()
    const expected = Object.keys(told).flatMap(key => (key.startsWith(`${example}: `) ? [key.slice(example.length + 2)] : []))
    expect(findings.filter(finding => !expected.some(each => finding.startsWith(`${each}:`)))).toEqual([])
    expect(expected.filter(each => !findings.some(finding => finding.startsWith(`${each}:`)))).toEqual([])
  })
})
