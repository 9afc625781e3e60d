import { basename } from 'node:path'
import { ok, type Result } from '../model/diagnostic.ts'
import { keyOf } from '../model/name.ts'
import type { Plan, Stage, Unit } from '../plan/plan.ts'
import { originOf } from '../plan/origin.ts'
import type { Step } from '../steps/step.ts'
import type { Engine, Job } from '../steps/engine.ts'
import type { AssertingUnit } from './asserting.ts'
import type { EmitRequest, EmittedFile, Framework, JobWork } from './framework.ts'
import { headerLines } from './header.ts'
import { scriptOf } from './script.ts'

interface UnitOfStage {
  readonly stage: Stage
  readonly unit: Unit
}

/** A plan's files with its long work apart: its migrations, and beside them its jobs, each in the stage where it stood. */
export const emitApart = (framework: Framework, request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { plan, engine, options, render } = request
  const { units, works } = setApart(plan, request.units, engine, slug => framework.jobs.command(slug, options))
  const migrations = framework.emit({ ...request, units })
  if (!migrations.ok) return migrations
  const jobs = works.flatMap(work => {
    const { stage, unit } = work
    const file = migrations.value.find(each => each.unit === unit.id && each.from === undefined)
    if (file === undefined) throw new Error(`no file holds unit ${unit.slug}`)
    const migration = basename(file.name).replace(/(?:\.up)?\.\w+$/, '')
    return framework.jobs.files({ work, migration, options, render }).map(each => ({ ...each, stage: stage.number, unit: unit.id }))
  })
  return ok([...migrations.value, ...jobs])
}

/** Units as they are written where their jobs are apart, and these jobs. Each stands where it stood. */
const setApart = (
  plan: Plan,
  units: readonly UnitOfStage[],
  engine: Engine,
  commandOf: (slug: string) => string,
): { readonly units: readonly UnitOfStage[]; readonly works: readonly JobWork[] } => {
  const all = plan.stages.flatMap(stage => stage.units).filter(unit => jobIn(unit, engine) !== undefined)
  const works: JobWork[] = []
  return {
    units: units.map(({ stage, unit }) => {
      const job = jobIn(unit, engine)
      if (job === undefined) return { stage, unit }
      works.push(workOf({ plan, stage, unit }, job, 1 + all.findIndex(({ id }) => id === unit.id), engine))
      return { stage, unit: asserting(unit, job, commandOf(unit.slug)) }
    }),
    works,
  }
}

/** Lines of plain text above a job. */
export const jobHeader = ({ plan, stage, unit, kind }: JobWork, migration: string): readonly string[] => [
  ...headerLines(plan, stage, unit).filter(line => !line.startsWith('Rollback:')),
  `Run it before ${migration}, which only asserts that it is through.`,
  kind === 'backfill'
    ? 'Stop it at any time: what is filled stays filled, and the next run goes on from what is left.'
    : 'Stop it at any time, and run it again: it clears away what is half done.',
]

/** What a job says when it has ended. */
export const throughText = ({ unit }: JobWork): string => `Through: ${unit.title}.`

const jobIn = (unit: Unit, engine: Engine): Job | undefined => {
  const { class: kind, statements, acquire, acquireByStatement, facts } = unit.up
  const isAlone = statements.length === 1 && acquire.length === 0 && !acquireByStatement && facts.length === 0
  return kind === 'job' && isAlone && originOf(unit) === undefined ? engine.job?.(statements[0]!.step) : undefined
}

const workOf = (
  { plan, stage, unit }: UnitOfStage & { readonly plan: Plan },
  { kind, table, ready, missing, batches }: Job,
  number: number,
  engine: Engine,
): JobWork => {
  const kept = engine.keepToTenant?.(
    unit.up.statements.map(({ step }) => step),
    'job',
  )
  const tooEarly = `LOCKSTEP: ${missing}. Nothing was changed. Migrate first, then run this again.`
  return {
    plan,
    stage,
    unit,
    kind,
    table: keyOf(table),
    number,
    ...kept,
    ready: engine.assertFact({ condition: ready, otherwise: tooEarly, reads: [], scans: false }, tooEarly),
    settings: engine.beginJob(false),
    statements:
      batches === undefined
        ? scriptOf(unit.up, { plan, stage, unit, engine, reruns: true }).statements.flatMap(({ before, sql, after }) => [
            ...before,
            ...sql,
            ...after,
          ])
        : [],
    ...(batches === undefined ? {} : { batches }),
  }
}

const asserting = (unit: Unit, job: Job, command: string): AssertingUnit => {
  const statement = unit.up.statements[0]!
  return {
    ...unit,
    title: `${unit.title}; asserts that its job is through`,
    up: {
      transactional: true,
      class: 'start-up',
      facts: [
        {
          condition: `${job.mayBeAtOnce}\n  OR ${job.through}`,
          otherwise: job.left,
          ...(job.count === undefined ? {} : { count: job.count }),
          reads: [job.table],
          scans: job.scans,
        },
      ],
      acquire: job.atOnceLocks === undefined ? [] : [job.atOnceLocks],
      acquireByStatement: false,
      statements: [
        {
          ...statement,
          step: within(statement.step),
          why: 'few rows: at once, so that an empty database needs no job',
          effects: { ...statement.effects, transactional: true },
          sql: job.atOnce,
        },
      ],
    },
    asserts: { title: unit.title, command },
  }
}

const within = (step: Step): Step => (step.kind === 'create-index' ? { ...step, online: false } : step)
