import { isMerge } from '../convert/units.ts'
import type { Replayed } from '../history/replay.ts'
import type { FrameworkId } from '../model/framework.ts'
import { differingObjects } from '../planner/same-schema.ts'
import type { ConversionReport, Fidelity, ReportedMigration } from '../report/conversion/report.ts'
import type { Engine } from '../steps/engine.ts'
import type { MigrationSet } from './read-sets.ts'
import type { WrittenMigration } from './write-history.ts'

interface Request {
  readonly found: MigrationSet
  readonly to: FrameworkId
  readonly engine: Engine
  readonly history: readonly Replayed[]
  readonly migrations: readonly WrittenMigration[]
}

export const reportOf = ({ found, to, engine, history, migrations }: Request): ConversionReport => {
  const reported = [
    ...migrations.map(reportedOf),
    ...history.filter(isMerge).map(({ migration: { id, at } }): ReportedMigration => ({
      id,
      path: at.file,
      line: at.line,
      fidelity: 'exact',
      files: [],
      exact: 0,
      wayBack: { by: 'lockstep', grade: 'exact' },
      passages: [],
    })),
  ]
  const share = (fidelity: Fidelity) => {
    const count = reported.filter(each => each.fidelity === fidelity).length
    return { count, percent: Math.round((1000 * count) / Math.max(1, reported.length)) / 10 }
  }
  const written = migrations.filter(({ unit }) => unit.origin.wayBack === 'written' && unit.down.grade !== 'irreversible')
  const { engine: name, major } = engine.version
  return {
    from: found.framework,
    to,
    engine: `${name} ${major}`,
    ...(found.project === undefined ? {} : { because: found.project.because }),
    totals: {
      migrations: reported.length,
      shares: { exact: share('exact'), sql: share('sql'), code: share('code'), refused: share('refused') },
      waysBack: {
        written: written.length,
        writtenAndExact: written.filter(({ replayed }) => leadsBack(replayed)).length,
        generated: migrations.filter(({ unit }) => unit.origin.wayBack === 'generated' && unit.down.grade !== 'irreversible').length,
        none: migrations.filter(({ unit }) => unit.down.grade === 'irreversible').length,
      },
    },
    migrations: reported,
    diagnostics: [...found.history.diagnostics, ...history.flatMap(({ diagnostics }) => diagnostics)],
    notes: notesFor(to, migrations),
  }
}

const leadsBack = ({ before, back }: Replayed): boolean => back === undefined || differingObjects(before, back).length === 0

const reportedOf = ({ replayed, unit, files, fidelity, passages, exactSteps }: WrittenMigration): ReportedMigration => {
  const { id, at } = replayed.migration
  const isWritten = unit.origin.wayBack === 'written'
  const { grade, because } = unit.down
  return {
    id,
    path: at.file,
    line: at.line,
    fidelity,
    files: files.map(({ name }) => name),
    exact: exactSteps,
    wayBack: {
      by: isWritten ? 'author' : 'lockstep',
      grade: isWritten && grade !== 'irreversible' ? (leadsBack(replayed) ? 'exact' : 'leaves residue') : grade,
      ...(because === undefined ? {} : { because }),
    },
    passages,
  }
}

/** Of an enum's new value, for one, nothing may be said before the transaction that adds it has ended. */
const perMigration =
  'Set transaction_per_migration=True in env.py: by default all revisions of a run share one transaction, which the source’s did not, and autocommit_block() ends it.'

/** What the target's user has to set for files that stand outside of transactions. */
const notesFor = (to: FrameworkId, migrations: readonly WrittenMigration[]): readonly string[] => {
  if (to === 'alembic') return [perMigration]
  const blocks = migrations.flatMap(({ unit }) => [...unit.origin.forward, ...unit.down.blocks])
  if (blocks.every(({ transactional }) => transactional)) return []
  const isOnline = blocks.some(({ statements }) => statements.some(({ effects }) => !effects.transactional))
  switch (to) {
    case 'flyway':
      return isOnline
        ? ['Set flyway.postgresql.transactional.lock=false: a concurrent index build would wait for Flyway’s own transaction for ever.']
        : []
    default:
      return []
  }
}
