import { ok } from '../../model/diagnostic.ts'
import { headerLines } from '../header.ts'
import { restoreBlankLines } from '../sql-text.ts'
import type { Item, Layout } from './layout.ts'
import { linesOf, messagesBack, messagesForth, spread, type Message, type Runner } from './message.ts'

/** A session that waits for its advisory lock has a snapshot, for which a concurrent build waits in turn (measured). */
const runner: Runner = {
  reruns: true,
  ofBuilds: "By one runner only: another one that waits for golang-migrate's lock ends the build as a deadlock.",
}

/**
 * golang-migrate sends a file as one message (`x-multi-statement`, which splits at every semicolon, must stay off),
 * and notes the version in a transaction of its own: every file must be able to run again after `force`.
 */
export const golangMigrate: Layout = {
  versions: item => Math.max(1, messagesForth(item, runner).length, messagesBack(item, runner).length),
  files: (item, versions) => {
    const { stage, unit } = item
    const parts = spread(unit.slug, versions, messagesForth(item, runner), messagesBack(item, runner))
    return ok(
      parts.flatMap(({ name, up, down }) => [
        { name: `${name}.up.sql`, content: write(item, up), stage: stage.number, unit: unit.id },
        { name: `${name}.down.sql`, content: write(item, down), stage: stage.number, unit: unit.id },
      ]),
    )
  },
}

const write = ({ plan, stage, unit, render, header }: Item, message: Message | undefined): string =>
  `${restoreBlankLines(render('sql/message.sql', { header: headerLines(plan, stage, unit, header), statements: linesOf(message) })).trim()}\n`
