import { postgres } from '../../../src/engines/postgres/index.ts'
import { railsFrontEnd } from '../../../src/frameworks/rails/read/index.ts'
import type { ReadOptions } from '../../../src/frameworks/read.ts'
import type { SourceFile } from '../../../src/history/migration.ts'
import type { Recorded } from '../../../src/history/recorder.ts'
import { replay, type Replayed } from '../../../src/history/replay.ts'

export const engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
export const frontEnd = await railsFrontEnd()

/** A class around the body of `change`, or around whole methods. */
export const classOf = (body: string, version: string | undefined = '7.1', name = 'Example'): string => {
  const inside = /^\s*(def|disable_ddl_transaction!|[A-Z]\w* =|class) ?/m.test(body) ? body : `def change\n${body}\nend`
  return `class ${name} < ActiveRecord::Migration${version === '' ? '' : `[${version}]`}\n${inside}\nend\n`
}

export const filesOf = (...texts: readonly string[]): readonly SourceFile[] =>
  texts.map((text, n) => ({ path: `db/migrate/2026010100000${n}_step_${n}.rb`, text }))

/** The last of a few migrations, each given by its whole text, with what it does after the others. */
export const lastOf = (texts: readonly string[], options: ReadOptions = {}): Replayed => {
  const history = frontEnd.read(filesOf(...texts), options)
  return replay(history, { engine }).at(-1)!
}

/** What the steps would send to a server, one line for each; code and its reason where it is kept. */
export const sqlOf = (steps: readonly Recorded[] | undefined): readonly string[] =>
  (steps ?? []).flatMap(({ step, before }) =>
    step.kind === 'run-code'
      ? [`CODE (${step.reason}) [${step.touches.join(', ')}]: ${step.up}`]
      : step.kind === 'execute-sql'
        ? [step.up]
        : engine.sql(step, before).map(({ sql }) => sql.replace(/\s+/g, ' ')),
  )

/** What the body of `change` sends, after `before` has been run. */
export const change = (
  body: string,
  before = '',
  version = '7.1',
): { readonly up: readonly string[]; readonly down: readonly string[] } => {
  const { up, down } = lastOf([...(before === '' ? [] : [classOf(before, version)]), classOf(body, version)])
  return { up: sqlOf(up), down: sqlOf(down) }
}
