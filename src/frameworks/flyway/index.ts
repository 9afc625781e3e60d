import { ok, type Result } from '../../model/diagnostic.ts'
import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block, Plan, Stage, Unit } from '../../plan/plan.ts'
import type { Engine } from '../../steps/engine.ts'
import type { EmitRequest, EmittedFile, Framework, FrameworkOptions, Render } from '../framework.ts'
import { headerLines } from '../header.ts'
import { psqlInKubernetes } from '../sql-job.ts'
import { versionsByPattern } from '../versions-by-pattern.ts'
import { psqlText } from '../psql-text.ts'
import { scriptOf } from '../script.ts'
import { keepBlankLines, raiseIrreversible, restoreBlankLines, statementsOf, terminated } from '../sql-text.ts'
import { assertNoGroup, assertSessionLock, needsSessionLock } from './runner.ts'
import { ledgerOf } from './ledger.ts'
import { supportedVersions } from '../supported-versions.ts'
import { versionsOf } from '../versions.ts'
import { versionsAfter } from './versions.ts'
import { findProjects } from './project/index.ts'
import { scaffoldIn } from './scaffold.ts'
import { scriptNames, type ScriptNames } from './script-names.ts'
import { isOneTransaction, undo, undoCommand } from './undo.ts'

interface Item {
  readonly plan: Plan
  readonly stage: Stage
  readonly unit: Unit
  readonly engine: Engine
  readonly render: Render
  readonly version: string
  readonly names: ScriptNames
  readonly options: FrameworkOptions
  readonly fileOf: (unit: Unit) => string | undefined
}

const emit = (request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { plan, units, engine, options, now, after, render } = request
  const versions = versionsOf(
    request,
    () => versionsByPattern(options.numbering, after, units.length, now) ?? versionsAfter(after, units.length, now),
  )
  if (!versions.ok) return versions
  const named = scriptNames(options.flyway)
  const { versioned: prefix, repeatable, separator } = named
  const names = new Map(
    units.map(({ unit }, n) => [unit.id, `${isRepeatable(unit) ? repeatable : `${prefix}${versions.value[n]}`}${separator}${unit.slug}`]),
  )
  return ok(
    units.flatMap(({ stage, unit }, n) => {
      const item: Item = {
        plan,
        stage,
        unit,
        engine,
        render,
        version: versions.value[n]!,
        names: named,
        options,
        fileOf: ({ id }) => names.get(id) ?? request.written?.get(id),
      }
      return [
        ...scriptFiles(item, names.get(unit.id)!, versioned(item)),
        ...(isRepeatable(unit) ? [] : scriptFiles(item, `../undo/${undoName(item)}`, undoScript(item))),
      ]
    }),
  )
}

const undoName = ({ names: { undo, separator }, version, unit }: Item): string => `${undo}${version}${separator}${unit.slug}`

const isRepeatable = (unit: Unit): boolean => originOf(unit)?.repeatable === true

/** A script and whether Flyway runs it in a transaction. */
interface Written {
  readonly transactional: boolean
  readonly content: string
}

/**
 * The settings beside a script are the only ones it may have of its own. Flyway looks for statements that
 * cannot be in a transaction, but refuses a script that also sets a timeout, and does not know all of them.
 */
const scriptFiles = (
  { stage, unit, render, names: { suffix } }: Item,
  name: string,
  { transactional, content }: Written,
): readonly EmittedFile[] => {
  const settings = [
    ...(transactional ? [] : ['executeInTransaction=false']),
    ...(content.includes('${') ? ['placeholderReplacement=false'] : []),
  ]
  const place = { stage: stage.number, unit: unit.id }
  return [
    { name: `${name}${suffix}`, content, ...place },
    ...(settings.length === 0 ? [] : [{ name: `${name}${suffix}.conf`, content: render('flyway/script.conf', { settings }), ...place }]),
  ]
}

const versioned = (item: Item): Written => {
  const { plan, stage, unit, render, options } = item
  if (originOf(unit) !== undefined) return asWritten(item)
  const { transactional } = unit.up
  const view = {
    header: withAdvice(headerLines(plan, stage, unit, options.header), unit.up),
    statements: [...assertNoGroup(unit.up, item.engine).map(terminated), ...statementsIn(unit.up, item)],
  }
  return { transactional, content: tidy(render('flyway/versioned.sql', view)) }
}

/** A script outside of Flyway's transaction has its own. */
const asWritten = (item: Item): Written => {
  const { plan, stage, unit, render, options } = item
  const forward = forwardOf(unit)
  const transactional = forward.length <= 1 && forward.every(block => block.transactional)
  const statements = forward.flatMap(block =>
    block.transactional && !transactional ? ['BEGIN;', ...statementsIn(block, item), 'COMMIT;'] : statementsIn(block, item),
  )
  const view = {
    header: headerLines(plan, stage, unit, options.header),
    statements: statements.length === 0 ? ['-- Nothing to do.'] : statements,
  }
  return { transactional, content: tidy(render('flyway/versioned.sql', view)) }
}

/** The header, still of four lines at most, and what the user has to do about a file that is outside a transaction. */
const withAdvice = (header: readonly string[], up: Block): readonly string[] => {
  if (up.transactional) return header
  const advice = `${needsSessionLock(up) ? 'Needs flyway.postgresql.transactional.lock=false. ' : ''}If it fails: flyway repair, then migrate; it goes on where it stopped.`
  const [first, second, ...rest] = header
  return first === undefined || second === undefined || rest.length === 0 ? [...header, advice] : [first, second, rest.join(' '), advice]
}

/** Flyway Community undoes nothing, so the script must run by psql too. */
const undoScript = (item: Item): Written => {
  const { plan, stage, unit, engine, render, version, names, options } = item
  const { versioned: prefix, separator, suffix } = names
  const { grade, blocks } = unit.down
  const transactional = isOneTransaction(unit)
  const view = {
    undone: `${prefix}${version}${separator}${unit.slug}${suffix}`,
    prefix,
    rollback: headerLines(plan, stage, unit).find(line => line.startsWith('Rollback:')) ?? '',
    command: undoCommand(unit, `undo/${undoName(item)}${suffix}`, version.replaceAll('_', '.'), options.flyway),
    blocks:
      grade === 'irreversible'
        ? [{ transactional: false, statements: [terminated(raiseIrreversible(unit, engine))] }]
        : blocks.map(block => ({
            transactional: block.transactional && !transactional,
            statements: statementsIn(block, item).map(psqlText),
          })),
  }
  return { transactional, content: tidy(render('flyway/undo.sql', view)) }
}

/** The history row is committed after the script, by another connection: a crash in between runs the script again. */
const statementsIn = (block: Block, item: Item): readonly string[] =>
  [
    ...(originOf(item.unit) === undefined ? assertSessionLock(block, item.engine) : []).map(terminated),
    ...statementsOf(scriptOf(block, { ...item, reruns: true, isLeftToRunner: true })),
  ].map(keepBlankLines)

const tidy = (text: string): string => `${restoreBlankLines(text).trim()}\n`

const folder = 'src/main/resources/db/migration'

/** Flyway's versioned SQL migrations, each with an undo script. */
export const flyway: Framework = {
  id: 'flyway',
  folder,
  versions: supportedVersions.flyway,
  emit,
  jobs: psqlInKubernetes,
  scaffold: scaffoldIn(folder),
  findProjects,
  undo,
  numbering: async () => (await import('./numbering.ts')).numbering,
  ledger: ({ flyway: settings }) => ledgerOf(settings),
  frontEnd: async () => (await import('./read/index.ts')).frontEnd,
}
