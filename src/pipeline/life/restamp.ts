import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { EmitRequest } from '../../frameworks/framework.ts'
import type { Numbered } from '../../frameworks/numbering.ts'
import { contentHash } from '../../life/content-hash.ts'
import type { WrittenFile } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { emitUnits } from '../../pipeline.ts'
import { carryEdits } from './carry-edits.ts'
import { numberingObjections } from './checks.ts'
import { endObjections } from './end-objections.ts'
import type { GenerationRequest } from './generate.ts'
import { landedFiles } from './landed.ts'
import { planFiles, type PlanFile } from './plan-folder.ts'
import { planToWrite } from './plan-to-write.ts'
import { emitOptions, followed, namesOf, placed, writtenFiles, type StageFile } from './prepare-stages.ts'
import type { Standing } from './standing.ts'

export interface RestampRequest extends GenerationRequest {
  /** Its ledger says what has run; the default branch of git unless told. */
  readonly databaseUrl?: string
}

export interface Restamp {
  readonly stored: StoredPlan
  /** Migrations under their new names, from the root. */
  readonly files: readonly (StageFile & { readonly isAsGenerated: boolean })[]
  /** Their old names. */
  readonly remove: readonly string[]
  readonly papers: readonly PlanFile[]
  readonly moved: readonly { readonly from: string; readonly to: string }[]
  /** Files that stay because they may have run. */
  readonly kept: readonly { readonly path: string; readonly because: string }[]
}

type Units = EmitRequest['units']

/** New versions for those files of a plan that have run nowhere, above all that came meanwhile. Nothing touches the disk here. */
export const prepareRestamp = async (request: RestampRequest): Promise<Result<Restamp>> => {
  const { root, named, databaseUrl, now, after, head } = request
  if (named.stored === undefined || named.stored.state.files.length === 0) return fail(nothingWritten(named.stored?.slug ?? 'the plan'))
  const chosen = await planToWrite(request)
  if (!chosen.ok) return chosen
  const { stored } = chosen.value
  const over = endObjections(stored)
  if (over.length > 0) return fail(...over)
  const landed = await landedFiles(root, stored, databaseUrl)
  if (!landed.ok) return landed
  const units = movable(stored, landed.value)
  if (!units.ok) return units
  const own = stored.state.files.filter(({ unit }) => units.value.some(each => each.unit.id === unit))
  const standing = without(chosen.value.standing, own)
  const against = [...followers(chosen.value.standing, own), ...numberingObjections({ ...request, stored, standing })]
  if (against.length > 0) return fail(...against)
  if (isSettled(root, standing, own, units.value, after ?? head)) return fail(nothingToDo(stored, standing))
  const follows = after ?? followed(standing, head)
  const options = {
    ...emitOptions(stored, standing, request.options),
    framework: standing.framework.id,
    now,
    written: namesOf(stored.state),
  }
  const emitted = await emitUnits(stored.plan, units.value, { ...options, ...(follows === undefined ? {} : { after: follows }) })
  if (!emitted.ok) return emitted
  const all = placed(emitted.value, standing, stored)
  const fresh = all.filter(({ isFrozen }) => isFrozen === undefined)
  const ours = emitted.value.filter(({ isFrozen }) => isFrozen === undefined)
  const records = writtenFiles(ours, fresh, standing, now.toISOString().slice(0, 10))
  const paired = pairs(own, records)
  const pristine = async (): Promise<Result<readonly PlanFile[]>> => {
    const parent = parentOf(chosen.value.standing, own)
    const versions = versionsOf(own, chosen.value.standing)
    const again = await emitUnits(stored.plan, units.value, { ...options, versions, ...(parent === undefined ? {} : { after: parent }) })
    return again.ok ? ok(placed(again.value, standing, stored).filter(({ isFrozen }) => isFrozen === undefined)) : again
  }
  const files: Restamp['files'][number][] = all.filter(({ isFrozen }) => isFrozen === true).map(file => ({ ...file, isAsGenerated: true }))
  for (const [n, file] of fresh.entries()) {
    const { content } = file
    const old = paired[n]
    const there = old === undefined || !existsSync(join(root, old.path)) ? undefined : readFileSync(join(root, old.path), 'utf8')
    if (old === undefined || there === undefined || contentHash(there) === old.sha256) {
      files.push({ ...file, isAsGenerated: true })
      continue
    }
    const before = await pristine()
    if (!before.ok) return before
    const carried = carryEdits(there, { path: old.path, before: before.value[n]!.content, after: content })
    if (!carried.ok) return carried
    files.push({ ...file, content: carried.value, isAsGenerated: false })
  }
  const remove = own.filter(({ path }) => !fresh.some(each => each.path === path))
  const strange = remove.filter(file => !paired.includes(file) && !isAsWritten(root, file))
  if (strange.length > 0) return fail(...strange.map(({ path }) => notOurs(stored, path)))
  const state = { ...stored.state, files: stored.state.files.flatMap(file => replaced(file, own, records)) }
  const papers = await planFiles(root, { ...stored, state })
  const moved = paired.flatMap((old, n) => (old === undefined ? [] : [{ from: old.path, to: fresh[n]!.path }]))
  return ok({
    stored: { ...stored, state },
    files,
    remove: remove.map(({ path }) => path),
    papers,
    moved,
    kept: [...landed.value].map(([path, because]) => ({ path, because })),
  })
}

const untouched = 'Nothing was written.'

const nothingWritten = (slug: string): Diagnostic =>
  error('nothing-to-restamp', `No file of ${slug} is written yet. ${untouched}`, 'lockstep generate writes the first ones')

const isAsWritten = (root: string, { path, sha256 }: WrittenFile): boolean => {
  const file = join(root, path)
  return !existsSync(file) || contentHash(readFileSync(file, 'utf8')) === sha256
}

const notOurs = ({ slug }: StoredPlan, path: string): Diagnostic =>
  error(
    'not-as-written',
    `${path} stands in state.json as a file of ${slug}, is not as it was written, and would go without another in its place. ${untouched}`,
    `restore state.json from version control; where ${path} is of no use any more, remove it yourself and take it out of there`,
  )

const nothingToDo = ({ slug }: StoredPlan, { framework, newest }: Standing): Diagnostic => ({
  code: 'nothing-to-do',
  severity: 'note',
  message:
    framework.id === 'liquibase'
      ? `Liquibase runs change sets in the order of the changelog, whatever their files are called: nothing of ${slug} has to be renamed.`
      : `The files of ${slug} come after all others already${newest[0] === undefined ? '' : `; the last of those is ${newest[0].path}`}.`,
})

/** The units whose files have run nowhere; refused where one of them comes before one that has. */
const movable = ({ slug, plan, state }: StoredPlan, landed: ReadonlyMap<string, string>): Result<Units> => {
  const written = plan.stages.flatMap(stage =>
    stage.units.flatMap(unit => {
      const own = state.files.filter(each => each.unit === unit.id)
      return own.length === 0 ? [] : [{ stage, unit, ran: own.find(({ path }) => landed.has(path)) }]
    }),
  )
  const moving = written.filter(({ ran }) => ran === undefined)
  if (moving.length === 0)
    return fail(
      error(
        'all-have-landed',
        [
          `No file of ${slug} can be given another version: they may have run. ${untouched}`,
          ...[...landed].map(([path, because]) => `- ${path}: ${because}`),
        ].join('\n'),
        'where they have run nowhere, let the database say so: --database-url; a file that has run keeps its version',
      ),
    )
  const late = written.findLast(({ ran }) => ran !== undefined)
  const early = late === undefined ? undefined : moving.find(each => written.indexOf(each) < written.indexOf(late))
  if (late?.ran === undefined || early === undefined) return ok(moving)
  return fail(
    error(
      'later-one-has-landed',
      `${late.ran.path} may have run (${landed.get(late.ran.path)}), and ${early.unit.slug}, which comes before it, would get a version after it. ${untouched}`,
      'finish what has begun: run the files as they are numbered',
    ),
  )
}

/** The migrations as they would stand without these files. */
const without = (standing: Standing, own: readonly WrittenFile[]): Standing => {
  const all = standing.all.filter(({ path }) => !own.some(each => each.path === path))
  return { ...standing, all, newest: standing.numbering.newest(all) }
}

/** Revisions of others that follow one of these: they would follow it to its new place, and come before what they are after. */
const followers = ({ all }: Standing, own: readonly WrittenFile[]): readonly Diagnostic[] =>
  all.flatMap(({ path, parents = [] }) => {
    if (own.some(each => each.path === path)) return []
    const followed = own.find(({ version }) => version !== undefined && parents.includes(version))
    return followed === undefined
      ? []
      : [
          error(
            'others-follow',
            `${path} follows ${followed.version} (${followed.path}), which therefore keeps its place. ${untouched}`,
            `give ${path} another down_revision first, if it may come before`,
          ),
        ]
  })

/** They stand above all others already, and in order. */
const isSettled = (root: string, { numbering, newest }: Standing, own: readonly WrittenFile[], units: Units, stated?: string): boolean => {
  if (stated !== undefined || own.some(({ path }) => !existsSync(join(root, path)))) return false
  const versions = own.flatMap(({ version }) => version ?? [])
  const [last] = newest
  if (numbering.isAbove !== undefined) return last === undefined || versions.every(version => numbering.isAbove!(version, last.version))
  if (last === undefined || units.length === 0) return true
  const first = own.find(({ version }) => version !== undefined)
  if (first === undefined) return true
  const [there] = numbering.read({ paths: [first.path], read: path => readFileSync(join(root, path), 'utf8') }, {})
  return there?.parents === undefined || there.parents.includes(last.version)
}

/** What the first of them follows now, where order is a graph. */
const parentOf = ({ all }: Standing, own: readonly WrittenFile[]): string | undefined => {
  const isOwn = (version: string): boolean => own.some(each => each.version === version)
  return all.find(({ path, parents = [] }: Numbered) => own.some(each => each.path === path) && !parents.some(isOwn))?.parents?.[0]
}

/** The versions that stand in the names of files, as emitters take them. */
const versionsOf = (own: readonly WrittenFile[], { framework, numbering, project }: Standing): readonly string[] =>
  own.flatMap(({ path, version }) => {
    if (version === undefined && framework.id !== 'liquibase') return []
    const name = basename(path)
    if (framework.id === 'laravel') return [name.slice(0, 'YYYY_MM_DD_HHMMSS'.length).replaceAll('_', '')]
    if (framework.id !== 'flyway') return [/^(\d+)/.exec(name)?.[1] ?? '']
    return numbering.read({ paths: [path], read: () => undefined }, project.options).map(each => each.written ?? each.version)
  })

/** Of each new file the old one: files of a unit come in one order. */
const pairs = (own: readonly WrittenFile[], records: readonly WrittenFile[]): readonly (WrittenFile | undefined)[] =>
  records.map((record, n) => {
    const place = records.slice(0, n).filter(({ unit }) => unit === record.unit).length
    return own.filter(({ unit }) => unit === record.unit)[place]
  })

const replaced = (file: WrittenFile, own: readonly WrittenFile[], records: readonly WrittenFile[]): readonly WrittenFile[] => {
  if (!own.includes(file)) return [file]
  return own[0] === file ? records : []
}
