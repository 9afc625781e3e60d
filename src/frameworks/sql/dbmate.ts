import { error, fail, ok } from '../../model/diagnostic.ts'
import { headerLines } from '../header.ts'
import { restoreBlankLines } from '../sql-text.ts'
import type { Item, Layout } from './layout.ts'
import { linesOf, messagesBack, messagesForth, spread, type FilePart, type Runner } from './message.ts'

/** dbmate looks for its section markers in every line of a file, within quoted texts too. */
const marker = /^--\s*migrate:(?:up|down)/m

const runner: Runner = { reruns: false }

/** dbmate sends a section as one message, in a transaction together with its ledger row unless told `transaction:false`. */
export const dbmate: Layout = {
  versions: item => Math.max(1, messagesForth(item, runner).length, messagesBack(item, runner).length),
  files: (item, versions) => {
    const { stage, unit } = item
    const parts = spread(unit.slug, versions, messagesForth(item, runner), messagesBack(item, runner))
    if (parts.some(({ up, down }) => [up, down].some(message => message?.statements.some(sql => marker.test(sql))))) {
      return fail(
        error(
          'unsupported',
          `dbmate would take a line of "${unit.title}" for one of its own markers.`,
          'Take "-- migrate:" out of the SQL text.',
        ),
      )
    }
    return ok(parts.map(part => ({ name: `${part.name}.sql`, content: write(item, part), stage: stage.number, unit: unit.id })))
  },
}

const write = ({ plan, stage, unit, render, header: wanted }: Item, { up, down }: FilePart): string => {
  const view = {
    header: headerLines(plan, stage, unit, wanted).map(line => line.replaceAll('migrate:', 'migrate :')),
    up: linesOf(up),
    isUpTransactional: up?.transactional ?? true,
    down: linesOf(down),
    isDownTransactional: down?.transactional ?? true,
  }
  return `${restoreBlankLines(render('sql/dbmate.sql', view)).trim()}\n`
}
