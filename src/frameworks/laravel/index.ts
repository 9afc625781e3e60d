import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block, Unit } from '../../plan/plan.ts'
import type { EmitRequest, EmittedFile, Framework, FrameworkOptions } from '../framework.ts'
import { withFrozen } from '../frozen-file.ts'
import { headerLines } from '../header.ts'
import { idiomOf } from '../idiom.ts'
import { isFileTransactional, scriptOf, type ScriptRequest } from '../script.ts'
import { stampsAfter } from '../stamps.ts'
import { versionsOf } from '../versions.ts'
import { bodyOf, emptyBody, irreversibleBody, isAskable, type Body, type BodyRequest } from './body.ts'
import { laravelJobs } from './job.ts'
import { ledger } from './ledger.ts'
import { lockCode, lockFile, lockMark, lockRequire } from './polite-lock.ts'
import { laravelContext, laravelVersions, newestLaravel, parseVersion } from './context.ts'
import { laravelIdioms } from './idioms/index.ts'
import { isPreparable } from './pdo.ts'
import { findProjects } from './project.ts'
import { phpComment, phpString } from './php.ts'
import { undo } from './undo.ts'

const unknownVersion = ({ version }: FrameworkOptions): Diagnostic =>
  error(
    'unknown-framework-version',
    `Laravel ${version} is not one Lockstep writes for.`,
    `Use one of ${laravelVersions.join(', ')}, or one of their releases (12.23).`,
  )

const drivers = { postgres: 'pgsql', mysql: 'mysql', mariadb: 'mariadb' } as const

const emit = (request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { plan, units, engine, options, now, after, render } = request
  const version = parseVersion(options.version ?? newestLaravel)
  if (version === undefined) return fail(unknownVersion(options))
  const stamps = versionsOf(request, () => stampsAfter(units.length, now, after))
  if (!stamps.ok) return stamps
  const names = new Map(units.map(({ unit }, n) => [unit.id, `${dated(stamps.value[n]!)}_${fileSlug(unit.slug)}`]))
  const body: Omit<BodyRequest, 'asksLedger' | 'isAsWritten'> = {
    render,
    context: laravelContext(version, options),
    hasIdioms: engine.version.engine === 'postgres',
    driver: drivers[engine.version.engine],
    usesLockFile: options.lockCode === 'helper' && engine.politeLock !== undefined,
  }
  const files = units.map(({ stage, unit }) => {
    const isTransactional = isFileTransactional(unit)
    const isAsWritten = originOf(unit) !== undefined
    const forward = forwardOf(unit)
    // Laravel records a migration after its transaction.
    const script: ScriptRequest = {
      plan,
      stage,
      unit,
      engine,
      reruns: true,
      fileOf: (other: Unit) => names.get(other.id) ?? request.written?.get(other.id),
    }
    const direction = (blocks: readonly Block[], asksLedger: boolean): Body =>
      bodyOf(
        blocks.map(block => scriptOf(block, { ...script, hostGuards: isAskable(block.statements) })),
        { ...body, asksLedger, isAsWritten, passed: passedBy(blocks) },
        isTransactional,
      )
    const { grade, blocks } = unit.down
    // The ledger is on the default connection, which is another one while a file with its own connection runs.
    const asksLedger = options.connection === undefined && !isAsWritten
    const up = forward.length === 0 ? emptyBody('Nothing to do.') : direction(forward, asksLedger)
    const down =
      grade === 'irreversible'
        ? irreversibleBody(unit, render)
        : blocks.length === 0
          ? emptyBody(unit.down.because)
          : direction(blocks, false)
    const content = render('laravel/migration.php', {
      imports: importsOf([up, down]),
      requires: usesLock([up, down]) ? [lockRequire] : [],
      header: headerLines(plan, stage, unit, options.header).map(phpComment),
      properties: [
        ...(options.connection === undefined ? [] : [`protected $connection = ${phpString(options.connection)};`]),
        ...(isTransactional ? [] : ['public $withinTransaction = false;']),
      ],
      up: { text: up.text },
      down: { text: down.text },
    })
    return { name: `${names.get(unit.id)!}.php`, content, stage: stage.number, unit: unit.id }
  })
  return ok(withFrozen(files, { marker: lockMark, name: lockFile, content: () => lockCode(engine.politeLock!.sql, render) }))
}

/** Names that swap in a later block have been given away by the earlier ones, which cannot tell by themselves that they are over. */
const passedBy = (blocks: readonly Block[]): BodyRequest['passed'] => {
  const count = blocks.findLastIndex(({ doneWhen }) => doneWhen !== undefined && isPreparable(doneWhen))
  return count < 1 ? undefined : { count, when: blocks[count]!.doneWhen! }
}

const usesLock = (bodies: readonly Body[]): boolean => bodies.some(({ text }) => text.includes(lockMark))

/** Only those the file uses, in alphabetical order. */
const importsOf = (bodies: readonly Body[]): readonly string[] => [
  'Illuminate\\Database\\Migrations\\Migration',
  ...(bodies.some(({ usesBlueprint }) => usesBlueprint) ? ['Illuminate\\Database\\Schema\\Blueprint'] : []),
  ...(bodies.some(({ usesDb }) => usesDb) ? ['Illuminate\\Support\\Facades\\DB'] : []),
  ...(bodies.some(({ usesSchema }) => usesSchema) ? ['Illuminate\\Support\\Facades\\Schema'] : []),
  ...(usesLock(bodies) ? ['Lockstep\\PoliteLockV1'] : []),
]

/** `20261120093000` → `2026_11_20_093000`. */
const dated = (stamp: string): string => stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d{6})$/, '$1_$2_$3_$4')

const fileSlug = (slug: string): string =>
  slug
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 180) || 'change'

/** Laravel: Illuminate migrations. */
export const laravel: Framework = {
  id: 'laravel',
  folder: 'database/migrations',
  versions: laravelVersions,
  emit,
  jobs: laravelJobs,
  ledger: () => ledger,
  findProjects,
  undo,
  numbering: async () => (await import('./numbering.ts')).numbering,
  frontEnd: async () => (await import('./read/index.ts')).loadFrontEnd(),
  generator: 'composer create-project laravel/laravel .',
  isIdiomatic: (statement, options, engine) => {
    const version = parseVersion(options.version ?? newestLaravel)
    return (
      version !== undefined &&
      engine.version.engine === 'postgres' &&
      idiomOf(laravelIdioms, statement, laravelContext(version, options)) !== undefined
    )
  },
}
