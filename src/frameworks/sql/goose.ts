import { error, fail, ok } from '../../model/diagnostic.ts'
import { forwardOf } from '../../plan/origin.ts'
import type { Block } from '../../plan/plan.ts'
import { headerLines } from '../header.ts'
import { isFileTransactional, scriptOf } from '../script.ts'
import { keepBlankLines, raiseIrreversible, restoreBlankLines, statementsOf, terminated } from '../sql-text.ts'
import type { Item, Layout } from './layout.ts'

/** goose reads annotations in every comment line, within quoted texts too, and drops carriage returns. */
const annotation = /^[ \t]*--.*\+goose|\r/m

/**
 * One file with both directions. Its transaction holds the ledger row too; a file outside transactions sends
 * its statements one by one, and what must share a transaction as one statement.
 */
export const goose: Layout = {
  versions: () => 1,
  files: (item, versions) => {
    const { plan, stage, unit } = item
    const transactional = isFileTransactional(unit)
    const up = forwardOf(unit).flatMap(block => statements(block, item, transactional))
    const down =
      unit.down.grade === 'irreversible'
        ? [terminated(raiseIrreversible(unit, item.engine))]
        : unit.down.blocks.flatMap(block => statements(block, item, transactional))
    if ([...up, ...down].some(sql => annotation.test(sql))) {
      return fail(
        error('unsupported', `goose would misread a line of "${unit.title}".`, 'Take "+goose" and carriage returns out of the SQL text.'),
      )
    }
    const view = {
      header: headerLines(plan, stage, unit, item.header).map(line => line.replaceAll('+goose', '+ goose')),
      transactional,
      up: linesOf(up),
      down: linesOf(down),
    }
    const content = `${restoreBlankLines(item.render('sql/goose.sql', view)).trim()}\n`
    return ok([{ name: `${versions[0]}_${unit.slug}.sql`, content, stage: stage.number, unit: unit.id }])
  },
}

const linesOf = (statements: readonly string[]): readonly string[] =>
  (statements.length === 0 ? ['-- Nothing to do in this direction.'] : statements.map(bounded)).map(keepBlankLines)

/** In a file outside transactions, a block that must be one is sent as one message, which the server runs as one. */
const statements = (block: Block, item: Item, isFileTransactional: boolean): readonly string[] => {
  const texts = statementsOf(scriptOf(block, { ...item, reruns: !isFileTransactional, isLeftToRunner: true }))
  return block.transactional && !isFileTransactional ? [texts.join('\n\n')] : texts
}

/** goose ends a statement at a line that ends in a semicolon, unless told where it begins and ends. */
const bounded = (sql: string): string =>
  /;[^]*;/.test(sql) || /--[^]*\S/.test(sql.slice(sql.lastIndexOf('\n') + 1))
    ? `-- +goose StatementBegin\n${sql}\n-- +goose StatementEnd`
    : sql
