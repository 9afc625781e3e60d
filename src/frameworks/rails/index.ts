import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block, Unit } from '../../plan/plan.ts'
import type { EmitRequest, EmittedFile, Framework, FrameworkOptions } from '../framework.ts'
import { withFrozen } from '../frozen-file.ts'
import { headerLines } from '../header.ts'
import { idiomOf } from '../idiom.ts'
import { isFileTransactional, scriptOf } from '../script.ts'
import { stampsAfter } from '../stamps.ts'
import { isSupported } from '../supported-versions.ts'
import { versionsOf } from '../versions.ts'
import { bodyOf, emptyBody, irreversibleBody, type BodyRequest } from './body.ts'
import { railsJobs } from './job.ts'
import { ledger } from './ledger.ts'
import { lockCode, lockMark, lockFile, requireFrom } from './polite-lock.ts'
import { classNameOf, fileSlug } from './class-name.ts'
import { newestRails, railsContext, railsVersions, type RailsVersion } from './context.ts'
import { findProjects } from './project.ts'
import { railsIdioms } from './idioms/index.ts'
import { ruby, rubyComment } from './ruby.ts'
import { withSchemaFileNote } from './schema-file.ts'
import { undo } from './undo.ts'

const versionOf = ({ version = newestRails }: FrameworkOptions): RailsVersion | Diagnostic =>
  railsVersions.find(known => isSupported(version, [known])) ??
  error('unknown-framework-version', `Rails ${version} is not one Lockstep writes for.`, `Use one of ${railsVersions.join(', ')}.`)

const emit = (request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { plan, units, engine, options, now, after, render } = request
  const version = versionOf(options)
  if (typeof version !== 'string') return fail(version)
  const stamps = versionsOf(request, () => stampsAfter(units.length, now, after))
  if (!stamps.ok) return stamps
  const names = new Map(units.map(({ unit }, n) => [unit.id, `${stamps.value[n]!}_${fileSlug(unit.slug)}`]))
  const body: Omit<BodyRequest, 'context'> = {
    render,
    hasIdioms: engine.version.engine === 'postgres',
    strongMigrations: options.strongMigrations ?? false,
    usesLockFile: options.lockCode === 'helper' && engine.politeLock !== undefined,
  }
  const files = units.map(({ stage, unit }) => {
    const isTransactional = isFileTransactional(unit)
    // Rails writes its ledger row in the migration's own transaction.
    const script = {
      plan,
      stage,
      unit,
      engine,
      reruns: !isTransactional,
      hostGuards: true,
      fileOf: (other: Unit) => names.get(other.id) ?? request.written?.get(other.id),
    }
    const textOf = (blocks: readonly Block[], isWayBack: boolean) =>
      bodyOf(
        blocks.map(block => scriptOf(block, script)),
        { ...body, context: railsContext(version, options, { isWayBack, isAsWritten: originOf(unit) !== undefined }) },
        isTransactional,
      )
    const { grade, blocks } = unit.down
    const forward = forwardOf(unit)
    const down =
      grade === 'irreversible' ? irreversibleBody(unit, render) : blocks.length === 0 ? emptyBody(unit.down.because) : textOf(blocks, true)
    const folder = stage.phase === 'contract' && options.postMigrate !== undefined ? `${options.postMigrate}/` : ''
    const name = `${folder}${names.get(unit.id)!}.rb`
    const up = forward.length === 0 ? emptyBody('Nothing to do.') : textOf(forward, false)
    const content = render('rails/migration.rb', {
      requires: `${up}${down}`.includes(lockMark) ? [requireFrom(name)] : [],
      header: (originOf(unit) === undefined
        ? withSchemaFileNote(headerLines(plan, stage, unit, options.header), unit)
        : headerLines(plan, stage, unit, options.header)
      ).map(rubyComment),
      className: ruby(classNameOf(fileSlug(unit.slug), options.acronyms)),
      version: ruby(version),
      isTransactional,
      up: { text: up },
      down: { text: down },
    })
    return { name, content, stage: stage.number, unit: unit.id }
  })
  return ok(
    withFrozen(files, {
      marker: lockMark,
      name: `${lockFile}.rb`,
      content: () => lockCode(engine.politeLock!.sql, render),
    }),
  )
}

/** Rails: Active Record migrations. */
export const rails: Framework = {
  id: 'rails',
  folder: 'db/migrate',
  versions: railsVersions,
  emit,
  jobs: railsJobs,
  ledger: () => ledger,
  generator: 'rails new . --database=postgresql',
  isIdiomatic: (statement, options, engine) => {
    const version = versionOf(options)
    return (
      typeof version === 'string' &&
      engine.version.engine === 'postgres' &&
      idiomOf(railsIdioms, statement, railsContext(version, options)) !== undefined
    )
  },
  findProjects,
  undo,
  numbering: async () => (await import('./numbering.ts')).numbering,
  frontEnd: async () => (await import('./read/index.ts')).railsFrontEnd(),
}
