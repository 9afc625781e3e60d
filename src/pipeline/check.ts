import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { compareSchemas } from '../engines/postgres/compare.ts'
import { parseEngine } from '../engines/postgres/versions.ts'
import { nearest } from '../dsl/did-you-mean.ts'
import type { ReadOptions, Repository } from '../frameworks/read.ts'
import type { Migration } from '../history/migration.ts'
import type { StoredPlan } from '../life/stored-plan.ts'
import { replay, type Replayed } from '../history/replay.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import { printEngine } from '../model/engine.ts'
import type { FrameworkId } from '../model/framework.ts'
import { emptySchema, type Schema } from '../model/schema.ts'
import type { Checked, ToldFinding } from '../report/findings/checked.ts'
import { acknowledge } from '../rules/acknowledge.ts'
import { isAssured, linesIn } from '../rules/assured.ts'
import { beyond, readBaseline, type Baseline } from '../rules/baseline.ts'
import { checkMigrations, rowsIn } from '../rules/check-migrations.ts'
import { rules } from '../rules/index.ts'
import { textAt } from '../rules/text-at.ts'
import type { Engine } from '../steps/engine.ts'
import { editedLockCode } from './edited-lock-code.ts'
import { plannedFiles } from './life/planned-files.ts'
import { isBelow } from './projects.ts'
import { otherEngine, ownMistake } from './not-judged.ts'
import { readSets, type MigrationSet } from './read-sets.ts'
import { loadEngine } from './registry.ts'
import { detectEngine } from './init/detect-engine.ts'
import { openRepository, rootOf } from './repository.ts'
import { settingsOf, setupOf } from './setup.ts'
import { readStartingSchema } from './starting-schema.ts'
import { after, changedSince } from './since.ts'

export interface CheckOptions {
  /** Files and folders to report on; everything else is read for what it says of the schema. */
  readonly paths: readonly string[]
  readonly engine?: string
  readonly framework?: FrameworkId
  /** What the migrations' project does not say, or says otherwise. */
  readonly reading?: ReadOptions
  /** A git revision, or the version of a migration: only what came after is reported on. */
  readonly since?: string
  /** File of findings that are known. */
  readonly baseline?: string
  /** File of the schema before the first migration reported on, instead of the replayed history. */
  readonly schema?: string
}

/** What was found, with the migrations it was found in. */
export interface Inspected {
  readonly checked: Checked
  readonly engine: Engine
  readonly judged: readonly JudgedSet[]
}

/** A set of migrations with what was judged in it. */
export interface JudgedSet extends MigrationSet {
  readonly repository: Repository
  /** Those reported on. */
  readonly replayed: readonly Replayed[]
  /** All that were played, in their order. */
  readonly all: readonly Replayed[]
}

/** Judges the migrations of a repository. One file that cannot be read never stops the rest. */
export async function inspectPaths(options: CheckOptions): Promise<Result<Inspected>> {
  const missing = options.paths.filter(path => !existsSync(path))
  if (missing.length > 0)
    return fail(...missing.map(path => error('no-such-path', `${path} is not there`, 'name a file or a folder of migrations')))
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline)
  if (baseline?.ok === false) return baseline
  const root = rootIn(options.paths)
  const repository = openRepository(root)
  const version = parseEngine(options.engine ?? detectEngine(repository)?.engine ?? 'postgres')
  if (!version.ok) return version
  const engine = await loadEngine(version.value)
  const start = options.schema === undefined ? undefined : await readStartingSchema(options.schema, engine)
  if (start?.ok === false) return start

  // By where they really are, as git tells them: a link may lead into the repository.
  const wanted = options.paths.map(path => relative(root, realpathSync(path)).split(sep).join('/'))
  const changed = options.since === undefined ? undefined : changedSince(root, options.since)
  const isWanted = (path: string): boolean => wanted.some(folder => isBelow(path, folder)) && (changed === undefined || changed.has(path))
  const sets = await readSets({
    repository,
    isWanted,
    named: new Set(wanted),
    ...(options.framework === undefined ? {} : { stated: options.framework }),
    ...(options.reading === undefined ? {} : { options: options.reading }),
  })

  const planned = plannedFiles(repository)
  const findings: ToldFinding[] = []
  const covered = new Map<string, number>()
  const edited = new Map<string, StoredPlan>()
  const judgedSets: JudgedSet[] = []
  const diagnostics: Diagnostic[] = []
  let migrations = 0
  const reported = new Set<string>()
  for (const set of sets) {
    const another = options.engine === undefined ? otherEngine(set, sets) : undefined
    if (another !== undefined) {
      diagnostics.push(another)
      continue
    }
    const isReported = reportedOn(set.history.migrations, isWanted, changed === undefined ? options.since : undefined)
    if (!isReported.ok) return isReported
    const judged = judgeSet(set, isReported.value, {
      engine,
      repository,
      deployOf: options.since === undefined ? ({ file }) => planned.stageOf(file) : () => options.since,
      ...(start === undefined ? {} : { start: start.value }),
    })
    for (const finding of judged.findings) {
      const { file } = finding.span
      const answer = planned.answerTo(file, finding)
      if (answer?.isEdited === false) covered.set(answer.plan.slug, (covered.get(answer.plan.slug) ?? 0) + 1)
      else findings.push(finding)
      if (answer?.isEdited === true && finding.severity !== 'note') edited.set(file, answer.plan)
    }
    judgedSets.push({ ...set, repository, replayed: judged.replayed, all: judged.all })
    diagnostics.push(...judged.diagnostics)
    migrations += isReported.value.size
    for (const { file } of isReported.value) reported.add(file)
    for (const { path } of set.files) if (isWanted(path)) reported.add(path)
  }

  const files = sets.flatMap(set => set.files).filter(({ path }) => reported.has(path))
  const acknowledged = acknowledge(
    findings,
    files,
    rules.map(({ id }) => id),
    nearest,
  )
  const open = baseline === undefined ? acknowledged.open : beyond(acknowledged.open, baseline.value)
  const checked: Checked = {
    root,
    findings: (open as readonly ToldFinding[]).toSorted(byPlace),
    diagnostics: [
      ...diagnostics,
      ...(open.some(({ rule }) => rule === 'opaque-code') ? editedLockCode(repository) : []),
      ...[...edited].filter(([file]) => open.some(({ span }) => span.file === file)).map(tellEdited),
      ...acknowledged.mistakes,
    ],
    judgedAs: [
      ...new Set(
        sets
          .filter(({ history }) => history.migrations.some(({ file }) => reported.has(file)))
          .map(({ framework, project }) => {
            const settings = project?.engine === 'sqlite' && options.engine === undefined ? ', though its settings say sqlite' : ''
            return `${printEngine(engine.version)} with ${framework}${settings}`
          }),
      ),
    ],
    migrations,
    files: files.length,
    answered: acknowledged.answered,
    covered: [...covered].map(([plan, number]) => ({ plan, findings: number })),
    known: acknowledged.open.length - open.length,
  }
  return ok({ checked, engine, judged: judgedSets })
}

const byPlace = (a: ToldFinding, b: ToldFinding): number =>
  a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : a.span.line - b.span.line

/** The repository the paths are in; the folder that holds them all outside of one. */
function rootIn(paths: readonly string[]): string {
  const folders = paths.map(path => (statSync(path).isDirectory() ? path : dirname(path)))
  const [first = '.', ...others] = folders.map(folder => realpathSync(folder))
  const root = rootOf(first)
  const isAround = (path: string): boolean => others.every(other => !relative(path, other).startsWith('..'))
  if (isAround(root)) return root
  let common = first
  while (!isAround(common)) common = dirname(common)
  return common
}

/** The migrations to report on. */
function reportedOn(
  migrations: readonly Migration[],
  isWanted: (path: string) => boolean,
  version: string | undefined,
): Result<ReadonlySet<Migration>> {
  const later = version === undefined ? ok(migrations) : after(migrations, version)
  return later.ok ? ok(new Set(later.value.filter(({ file }) => isWanted(file)))) : later
}

const tellEdited = ([file, { plan }]: readonly [string, StoredPlan]): Diagnostic => ({
  code: 'file-was-edited',
  severity: 'note',
  message: `${file} was edited after it was written for "${plan.title}": the gate of its stage does not answer for it any more`,
  help: 'where what the gate asked still holds, say so in the file: lockstep:allow <rule> because <reason>',
  span: { file, line: 1, column: 1 },
})

interface JudgeOptions {
  readonly engine: Engine
  readonly repository: Repository
  readonly deployOf: (migration: Migration) => string | undefined
  readonly start?: Schema
}

function judgeSet(
  { framework, history, files }: MigrationSet,
  reported: ReadonlySet<Migration>,
  { engine, repository, deployOf, start }: JudgeOptions,
) {
  const played = start === undefined ? history.migrations : history.migrations.filter(migration => reported.has(migration))
  const replayed = replay(
    { migrations: played, diagnostics: [] },
    { engine, schema: start ?? emptySchema, settings: settingsOf(framework, repository) },
  )
  const judged = replayed.filter(({ migration }) => reported.has(migration))
  const mistakes: Diagnostic[] = []
  const findings = checkMigrations(judged, {
    engine,
    framework,
    setup: setupOf(framework, repository),
    compare: (left, right) =>
      compareSchemas(left, right, { ignore: ['column-order', 'tainted', 'owner', 'comment', 'grants', 'inherited'] }),
    textAt: textAt(files),
    rowsOf: rowsIn(start ?? emptySchema),
    end: replayed.at(-1)?.after ?? emptySchema,
    deployOf,
    onMistake: ({ at }, problem) => mistakes.push(ownMistake(problem, at)),
  })
  const linesOf = linesIn(files)
  const ofReported = new Set([...reported].map(({ file }) => file))
  return {
    replayed: judged,
    all: replayed,
    findings: findings.map(finding => ({
      ...finding,
      framework,
      ...(framework === 'rails' && isAssured(finding.rule, finding.span, linesOf) ? { severity: 'note' as const } : {}),
    })),
    diagnostics: [
      ...history.diagnostics.filter(({ span, severity }) => severity !== 'note' && (span === undefined || ofReported.has(span.file))),
      ...judged.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity !== 'note'),
      ...mistakes,
    ],
  }
}

function loadBaseline(file: string): Result<Baseline> {
  if (!existsSync(file)) return fail(error('no-such-path', `the baseline ${file} is not there`, 'write it with --write-baseline'))
  const read = readBaseline(readFileSync(join(file), 'utf8'))
  return typeof read === 'string'
    ? fail(error('baseline-unreadable', `${file} is no baseline: ${read}`, 'write it anew with --write-baseline'))
    : ok(read)
}
