import { basename, join } from 'node:path'
import type { Change } from '../changes/change.ts'
import type { Policy } from '../changes/recipe.ts'
import { recognise } from '../changes/recognise.ts'
import type { EmittedFile, FrameworkOptions } from '../frameworks/framework.ts'
import type { Replayed } from '../history/replay.ts'
import { fail, ok, type Result } from '../model/diagnostic.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Schema } from '../model/schema.ts'
import type { Plan } from '../plan/plan.ts'
import type { Checked } from '../report/findings/checked.ts'
import { inspectPaths, type CheckOptions, type JudgedSet } from './check.ts'
import type { ConvertedFile } from './converted-file.ts'
import { configOf } from './init/config-of.ts'
import { loadFramework } from './registry.ts'
import { optionsOf, readSettings, type Settings } from './settings/index.ts'

/** The safe version of a migration, or why there is none. */
export interface Fix {
  /** The file that was judged. */
  readonly file: string
  readonly name: string
  readonly framework: FrameworkId
  readonly safe?: { readonly plan: Plan; readonly files: readonly EmittedFile[] }
  readonly because?: string
  /** It is not the last one: later ones were written for what it left behind. */
  readonly isFollowed: boolean
}

export interface FixOptions extends CheckOptions {
  /** Which database of the configuration, where it has several. */
  readonly database?: string
}

/** Another framework to write for, and what is written for it already: the converted history. */
export interface FixTarget extends FrameworkOptions {
  readonly framework: FrameworkId
  readonly converted?: {
    readonly files: readonly ConvertedFile[]
    /** Of each migration, by its id, the names of the files that hold it now. */
    readonly names: ReadonlyMap<string, readonly string[]>
  }
}

/** Planning and writing; given, so that the composition stays in one place. */
export interface Works {
  readonly plan: (
    input: { readonly title: string; readonly schema: Schema; readonly changes: readonly Change[] },
    options: {
      readonly engine?: string
      readonly maxStall?: number
      readonly patience?: number
      readonly tenants?: 'search-path'
      readonly policy: Partial<Policy>
    },
  ) => Promise<Result<Plan>>
  readonly generate: (
    plan: Plan,
    options: FrameworkOptions & { readonly framework: FrameworkId; readonly after?: string },
  ) => Promise<Result<readonly EmittedFile[]>>
}

/** Plans anew what the migrations with an error or a warning wanted, as the configuration of their repository would have it. */
export async function fixPaths(
  { database, ...options }: FixOptions,
  works: Works,
  target?: FixTarget,
): Promise<Result<{ readonly checked: Checked; readonly fixes: readonly Fix[] }>> {
  const inspected = await inspectPaths(options)
  if (!inspected.ok) return inspected
  const { checked, judged } = inspected.value
  const isHarmful = ({ migration }: Replayed): boolean =>
    checked.findings.some(
      ({ migration: id, span, severity, way }) =>
        id === migration.id && span.file === migration.file && severity !== 'note' && way === 'up',
    )
  const fixes: Fix[] = []
  for (const set of judged) {
    const followers = await followersOf(set, target)
    for (const one of set.replayed.filter(isHarmful)) {
      const settings = await readSettings({
        about: join(checked.root, one.migration.file),
        ...(database === undefined ? {} : { database }),
      })
      if (!settings.ok) return fail(...settings.diagnostics)
      const written = await writingFor(set, settings.value, target)
      const fixed = await fix(
        one,
        { set, settings: settings.value, works, ...written, ...(options.engine === undefined ? {} : { engine: options.engine }) },
        followers,
      )
      fixes.push(fixed)
      if (fixed.safe !== undefined) await followers.replaced(one, fixed.safe.files)
    }
  }
  return ok({ checked, fixes })
}

interface Writing {
  readonly framework: FrameworkId
  readonly options: FrameworkOptions
}

/** What the configuration says of the framework; where it is silent, what the project shows. */
const writingFor = async ({ framework: own, project, repository }: JudgedSet, settings: Settings, target?: FixTarget): Promise<Writing> => {
  const framework = target?.framework ?? own
  const seen =
    framework !== own || project === undefined
      ? {}
      : optionsOf(configOf({ framework, project }, await loadFramework(framework), repository, {}).config, project.folders[0])
  const { converted: _, framework: __, ...wanted } = target ?? ({} as Partial<FixTarget>)
  return { framework, options: { ...seen, ...(settings.framework === framework ? settings.options : {}), ...wanted } }
}

interface Followers {
  /** The version that what takes the place of a migration has to follow. */
  readonly before: (one: Replayed) => string | undefined
  /** Notes what has taken its place. */
  readonly replaced: (one: Replayed, files: readonly EmittedFile[]) => Promise<void>
}

/** The versions of a set of migrations, in their order, and what comes in the place of some of them. */
const followersOf = async ({ framework: own, project, repository, files, all }: JudgedSet, target?: FixTarget): Promise<Followers> => {
  const { numbering: load, folder } = await loadFramework(target?.framework ?? own)
  const numbering = await load()
  const texts = target?.converted === undefined ? files : target.converted.files.map(({ path, content }) => ({ path, text: content }))
  const places = new Map(texts.map(({ path, text }) => [path, text]))
  const numbered = numbering.read(
    { paths: [...places.keys()], read: path => places.get(path) ?? repository.read(path) },
    target === undefined ? (project?.options ?? {}) : {},
  )
  const pathsOf = ({ migration }: Replayed): readonly string[] =>
    target?.converted === undefined ? [migration.file] : (target.converted.names.get(migration.id) ?? []).map(name => join(folder, name))
  const lastOf = (paths: readonly string[]): string | undefined => {
    const own = numbered.findLast(({ path }) => paths.includes(path))
    return own?.written ?? own?.version
  }
  const instead = new Map<string, string>()
  return {
    before: one => {
      const at = all.findIndex(({ migration }) => migration === one.migration)
      const parents = one.migration.after ?? (at > 0 ? [all[at - 1]!.migration.id] : [])
      const [parent] = parents.map(id => all.find(({ migration }) => migration.id === id)).filter(each => each !== undefined)
      return parent === undefined ? undefined : (instead.get(parent.migration.id) ?? lastOf(pathsOf(parent)))
    },
    replaced: async ({ migration }, emitted) => {
      const own = new Map(emitted.filter(({ from }) => from === undefined).map(({ name, content }) => [join(folder, name), content]))
      const versions = numbering.read({ paths: [...own.keys()], read: path => own.get(path) }, project?.options ?? {})
      const last = numbering.newest(versions).at(-1)
      if (last !== undefined) instead.set(migration.id, last.written ?? last.version)
    },
  }
}

interface Around extends Writing {
  readonly set: JudgedSet
  readonly settings: Settings
  readonly works: Works
  readonly engine?: string
}

async function fix(one: Replayed, { set, settings, works, framework, options, engine }: Around, followers: Followers): Promise<Fix> {
  const { file, name } = one.migration
  const known = { file, name, framework: set.framework, isFollowed: set.all.at(-1)?.migration !== one.migration }
  const wanted = recognise(one.up)
  if (!wanted.ok) return { ...known, because: wanted.because }
  const { maxStall, patience, tenants, policy } = settings
  const planned = await works.plan(
    { title: name, schema: one.before, changes: wanted.changes },
    {
      ...(engine === undefined ? {} : { engine }),
      ...(maxStall === undefined ? {} : { maxStall }),
      ...(patience === undefined ? {} : { patience }),
      ...(tenants === undefined ? {} : { tenants }),
      policy,
    },
  )
  const after = followers.before(one)
  const files = planned.ok
    ? await works.generate(planned.value, {
        ...options,
        framework,
        ...layoutFor(framework, set.framework, file, options),
        ...(after === undefined ? {} : { after }),
      })
    : planned
  if (!planned.ok || !files.ok) {
    const reasons = (planned.ok ? files : planned) as Extract<Result<never>, { readonly ok: false }>
    return {
      ...known,
      because: reasons.diagnostics.map(({ message, help }) => [message, help].filter(text => text !== undefined).join('; ')).join(' '),
    }
  }
  return { ...known, safe: { plan: planned.value, files: files.value } }
}

/** A changelog is written anew in the format it has. */
const layoutFor = (
  framework: FrameworkId,
  own: FrameworkId,
  file: string,
  { layout }: FrameworkOptions,
): Pick<FrameworkOptions, 'layout'> => {
  const [, ending] = /\.(xml|ya?ml|json|sql)$/.exec(basename(file)) ?? []
  return framework === 'liquibase' && own === 'liquibase' && layout === undefined && ending !== undefined
    ? { layout: ending === 'yml' ? 'yaml' : ending }
    : {}
}
