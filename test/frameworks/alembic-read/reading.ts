import { postgres } from '../../../src/engines/postgres/index.ts'
import { alembic } from '../../../src/frameworks/alembic/index.ts'
import type { ReadOptions } from '../../../src/frameworks/read.ts'
import type { History } from '../../../src/history/migration.ts'
import type { Recorded } from '../../../src/history/recorder.ts'
import { replay, type Replayed } from '../../../src/history/replay.ts'
import { describeStep } from '../../../src/steps/index.ts'

const engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
const frontEnd = await alembic.frontEnd!()

/** Files by their paths, read as one project. */
export const readFiles = (files: Readonly<Record<string, string>>, options: ReadOptions = {}): History =>
  frontEnd.read(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    options,
  )

export const replayFiles = (files: Readonly<Record<string, string>>, options: ReadOptions = {}): readonly Replayed[] =>
  replay(readFiles(files, options), { engine })

export type Body = string | { readonly up: string; readonly down?: string; readonly top?: string }

/** One revision after the other, each with what its two functions hold. */
export const revisions = (
  ...bodies: readonly (string | { readonly up: string; readonly down?: string; readonly top?: string })[]
): Record<string, string> =>
  Object.fromEntries(
    bodies.map((body, n) => {
      const { up, down = 'pass', top = '' } = typeof body === 'string' ? { up: body } : body
      const parent = n === 0 ? 'None' : `"r${n}"`
      const text = `import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n\nrevision = "r${n + 1}"\ndown_revision = ${parent}\n${top}\n\ndef upgrade():\n${indented(up)}\n\n\ndef downgrade():\n${indented(down)}\n`
      return [`versions/r${n + 1}_change.py`, text]
    }),
  )

const indented = (text: string): string => text.trim().replace(/^(?=.)/gm, '    ')

/** What the last of some revisions does, described. */
export const said = (...bodies: readonly Body[]): readonly string[] => described(replayFiles(revisions(...bodies)).at(-1)!.up)

export const described = (steps: readonly Recorded[]): readonly string[] => steps.map(({ step }) => describeStep(step))

/** The table as it is after some revisions. */
export const tableAfter = (name: string, ...bodies: readonly Body[]) =>
  replayFiles(revisions(...bodies))
    .at(-1)!
    .after.tables.get(name)

/** A file as a whole `check` reads it: what its parser refuses is seen by the second one first. */
export const prepareAndReplay = async (path: string, text: string): Promise<{ readonly history: History; readonly replayed: Replayed }> => {
  const files = [{ path, text }]
  await frontEnd.prepare!(files)
  const history = frontEnd.read(files, {})
  return { history, replayed: replay(history, { engine })[0]! }
}
