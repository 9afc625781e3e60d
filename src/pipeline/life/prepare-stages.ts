import type { EmittedFile, FrameworkOptions } from '../../frameworks/framework.ts'
import type { Attestation, PlanState, WrittenFile } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { isSupported } from '../../frameworks/supported-versions.ts'
import { contentHash } from '../../life/content-hash.ts'
import { openLines } from '../../life/gate.ts'
import { fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { emitUnits } from '../../pipeline.ts'
import { objections, type Writing } from './checks.ts'
import { headsNamed } from './heads-named.ts'
import { placeOf } from './place-of.ts'
import type { PlanFile } from './plan-folder.ts'
import type { Standing } from './standing.ts'

export interface StagesToWrite extends Writing {
  readonly options: FrameworkOptions
  readonly now: Date
  /** Whose decision it is to pass over a gate. */
  readonly by: string
}

/** A file of a stage as it will lie in the workspace. */
export interface StageFile extends PlanFile {
  /** Where it is there with other content, it is not written again, whatever the user says. */
  readonly isFrozen?: true
  /** What a person types to run it, where it is a job. */
  readonly command?: string
  readonly stage: number
}

export interface PreparedStages {
  /** The plan as it is once the files are there. */
  readonly stored: StoredPlan
  /** From the root of the workspace. */
  readonly files: readonly StageFile[]
  /** What is no reason not to write them, and to be looked at. */
  readonly warnings: readonly Diagnostic[]
  /** What a person has to write elsewhere so that they run. */
  readonly toAdd?: string
}

/** The files of stages, stamped by the framework's rules for this repository as it is now; or all that stands against them. */
export const prepareStages = async (request: StagesToWrite): Promise<Result<PreparedStages>> => {
  const { stored, stages, standing, options, now, after, head } = request
  const against = await objections(request)
  if (against.some(({ severity }) => severity === 'error')) return fail(...against)
  const follows = after ?? followed(standing, head)
  const emitted = await emitUnits(
    stored.plan,
    stages.flatMap(stage => stage.units.map(unit => ({ stage, unit }))),
    {
      ...emitOptions(stored, standing, options),
      framework: standing.framework.id,
      now,
      written: namesOf(stored.state),
      ...(follows === undefined ? {} : { after: follows }),
    },
  )
  if (!emitted.ok) return emitted
  const on = now.toISOString().slice(0, 10)
  const files = placed(emitted.value, standing, stored)
  // What all plans share belongs to none of them.
  const own = emitted.value.filter(({ isFrozen }) => isFrozen === undefined)
  const ownFiles = files.filter(({ isFrozen }) => isFrozen === undefined)
  const toAdd = await standing.framework.toAdd?.(
    ownFiles.filter((_, n) => isMigration(own[n]!)).map(({ path }) => path),
    standing.project,
    standing.repository,
  )
  return ok({
    stored: {
      ...stored,
      state: {
        ...stored.state,
        files: [...stored.state.files, ...writtenFiles(own, ownFiles, standing, on)],
        attestations: [...stored.state.attestations, ...passedOver(request, on)],
      },
    },
    files,
    warnings: against,
    ...(toAdd === undefined ? {} : { toAdd }),
  })
}

/** Jobs lie beside the migrations. */
const isMigration = ({ from, command, name }: EmittedFile): boolean =>
  from === undefined && command === undefined && !name.startsWith('../jobs/')

/** As the emitters want it said: in the spelling of the file. */
export const followed = ({ newest }: Standing, head?: string): string | undefined => {
  const chosen = head === undefined ? newest.at(-1) : headsNamed(newest, head)[0]
  return chosen?.written ?? chosen?.version
}

const layouts: Readonly<Record<string, string>> = { xml: 'xml', yaml: 'yaml', yml: 'yaml', json: 'json', sql: 'sql' }
const writable: readonly string[] = ['pairs', 'golang-migrate', 'goose', 'dbmate']

/** Emitted files where they go, from the root of the workspace. */
export const placed = (emitted: readonly EmittedFile[], { folder }: Standing, { slug }: StoredPlan): readonly StageFile[] =>
  emitted.map(file => ({
    path: placeOf(file, { folder, slug }),
    content: file.content,
    stage: file.stage,
    ...(file.isFrozen === undefined ? {} : { isFrozen: file.isFrozen }),
    ...(file.command === undefined ? {} : { command: file.command }),
  }))

/** What the repository says of its framework, what the plan's files were written with before, and what is stated; the later the stronger. */
export const emitOptions = (
  { state: { layout, author, jobs } }: StoredPlan,
  standing: Standing,
  stated: FrameworkOptions,
): FrameworkOptions => ({
  ...foundIn(standing),
  ...(layout === undefined ? {} : { layout }),
  ...(author === undefined ? {} : { author }),
  ...(jobs === undefined ? {} : { jobs }),
  ...stated,
})

const foundIn = ({ framework, project, newest }: Standing): FrameworkOptions => {
  const version = project.options.version ?? project.version
  const { layout: own, tablePrefix, strongMigrations, fileTemplate, flyway } = project.options
  const ending = /\.(\w+)$/.exec(newest.at(-1)?.path ?? '')?.[1]
  const layout = framework.id === 'liquibase' ? layouts[ending ?? ''] : own !== undefined && writable.includes(own) ? own : undefined
  return {
    ...(version !== undefined && isSupported(version, framework.versions) ? { version } : {}),
    ...(layout === undefined ? {} : { layout }),
    ...(tablePrefix === undefined ? {} : { tablePrefix }),
    ...(fileTemplate === undefined ? {} : { fileTemplate }),
    ...(strongMigrations === undefined ? {} : { strongMigrations }),
    ...(flyway === undefined ? {} : { flyway }),
  }
}

/** Names of the files of units that are written already, for messages that send the reader there. */
export const namesOf = ({ files }: PlanState): ReadonlyMap<string, string> =>
  new Map(
    files
      .toReversed()
      .flatMap(({ unit, path, version }): readonly (readonly [string, string])[] =>
        unit === undefined || version === undefined ? [] : [[unit, path.replace(/^.*\//, '').replace(/(?:\.up)?\.\w+$/, '')]],
      ),
  )

/** Each file as the state records it; its version is what the framework's own names say. */
export const writtenFiles = (
  emitted: readonly EmittedFile[],
  files: readonly PlanFile[],
  { numbering, project }: Standing,
  on: string,
): readonly WrittenFile[] => {
  const contents = new Map(files.map(({ path, content }) => [path, content]))
  const { changelog: _, ...options } = project.options
  const numbered = numbering.read({ paths: [...contents.keys()], read: path => contents.get(path) }, options)
  const versions = new Map(numbered.map(({ path, version }) => [path, version]))
  return emitted.map(({ stage, unit }, n) => {
    const { path, content } = files[n]!
    const version = versions.get(path)
    return {
      stage,
      ...(unit === undefined ? {} : { unit }),
      path,
      ...(version === undefined ? {} : { version }),
      sha256: contentHash(content),
      on,
    }
  })
}

const passedOver = ({ stored, stages, environment, despite, by }: StagesToWrite, on: string): readonly Attestation[] =>
  despite === undefined
    ? []
    : stages.flatMap(stage =>
        openLines(stored, stage, environment).map(({ text }) => ({
          environment,
          stage: stage.number,
          line: text,
          by,
          because: despite,
          on,
          despite: true as const,
        })),
      )
