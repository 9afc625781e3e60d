import { ok } from '../../model/diagnostic.ts'
import { forwardOf, originOf } from '../../plan/origin.ts'
import type { Block } from '../../plan/plan.ts'
import type { DataFact } from '../../steps/engine.ts'
import { headerLines } from '../header.ts'
import { scriptOf } from '../script.ts'
import { keepBlankLines, raiseIrreversible, restoreBlankLines, statementsOf, terminated } from '../sql-text.ts'
import type { Item, Layout } from './layout.ts'
import { psqlText } from '../psql-text.ts'

/** `<version>_<slug>.up.sql` and `.down.sql`, each to be run by `psql -v ON_ERROR_STOP=1 -f`, again and again if need be. */
export const pairs: Layout = {
  versions: () => 1,
  files: (item, versions) => {
    const { stage, unit } = item
    const name = `${versions[0]}_${unit.slug}`
    const write = (blocks: readonly BlockView[]): string =>
      `${restoreBlankLines(item.render('sql/pairs.sql', { header: headerLines(item.plan, stage, unit, item.header), blocks })).trim()}\n`
    const down =
      unit.down.grade === 'irreversible'
        ? [{ transactional: false, statements: [psqlText(terminated(raiseIrreversible(unit, item.engine)))] }]
        : unit.down.blocks.map(block => blockView(block, item))
    return ok([
      { name: `${name}.up.sql`, content: write(forwardOf(unit).map(block => blockView(block, item))), stage: stage.number, unit: unit.id },
      { name: `${name}.down.sql`, content: write(down), stage: stage.number, unit: unit.id },
    ])
  },
}

interface BlockView {
  readonly transactional: boolean
  readonly statements: readonly string[]
}

/** psql keeps no ledger, so each block must be able to run again. */
const blockView = (block: Block, item: Item): BlockView => ({
  transactional: block.transactional,
  statements: [
    ...(block.transactional || originOf(item.unit) !== undefined
      ? []
      : [isAlone, isDirect].map(fact => terminated(item.engine.assertFact(fact, `LOCKSTEP: ${fact.otherwise}`)))),
    ...statementsOf(scriptOf(block, { ...item, reruns: true })),
  ].map(statement => keepBlankLines(psqlText(statement))),
})

/** A statement outside a transaction begins its own. */
const isAlone: DataFact = {
  condition: 'now() = statement_timestamp()',
  otherwise: 'this file must not run inside a transaction: leave out -1 of psql. Nothing was changed.',
  reads: [],
  scans: false,
}

/**
 * Such a block sets limits for its session, and a pooler in transaction mode would hand them on to other clients. A pooler
 * is told by what it does: psql names itself as it connects, and a pooler, whose session is an older one, by a SET.
 */
const isDirect: DataFact = {
  condition: `NOT EXISTS (SELECT FROM pg_settings WHERE name = 'application_name' AND source = 'session')
    OR EXISTS (SELECT FROM pg_settings WHERE source = 'client')`,
  otherwise:
    'a pooler stands between, which would give the limits that this file sets to other clients. Nothing was changed. Connect to the server directly.',
  reads: [],
  scans: false,
}
