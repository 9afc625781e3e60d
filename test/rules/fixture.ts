import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareSchemas } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { parseEngine } from '../../src/engines/postgres/versions.ts'
import type { Migration, SourceFile } from '../../src/history/migration.ts'
import { placesIn } from '../../src/history/place.ts'
import type { Wrapping } from '../../src/history/recorder.ts'
import { replay } from '../../src/history/replay.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { checkMigrations } from '../../src/rules/check-migrations.ts'
import type { Finding } from '../../src/rules/finding.ts'
import { textAt } from '../../src/rules/text-at.ts'

const folder = import.meta.dirname

/** Rules with fixtures, by their folders. */
export const fixtures = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name)

const read = (...path: readonly string[]): string | undefined => {
  const file = join(folder, ...path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

export interface Fixture {
  readonly rule: string
  readonly which: 'bad' | 'good'
  /** What is there before: two tables with rows, and what the rule needs. */
  readonly setup: string
  readonly file: SourceFile
  readonly down?: SourceFile
  /** A statement of running code that works before. */
  readonly app?: string
  readonly wrapping: Wrapping
  readonly framework: FrameworkId
  readonly engine: string
  readonly noDown?: 'missing'
}

export const fixture = (rule: string, which: 'bad' | 'good'): Fixture => {
  const text = read(rule, `${which}.sql`) ?? ''
  const said = (what: string): string | undefined => new RegExp(`^-- ${what}: (.+)$`, 'm').exec(text)?.[1]
  const down = read(rule, `${which}.down.sql`)
  const app = read(rule, 'app.sql')
  return {
    rule,
    which,
    setup: `${read('schema.sql')}${read(rule, 'setup.sql') ?? ''}`,
    file: { path: `${which}.sql`, text },
    wrapping: (said('wrapping') ?? 'one-each') as Wrapping,
    framework: (said('framework') ?? 'sql') as FrameworkId,
    engine: said('engine') ?? 'postgres@16',
    ...(down === undefined ? {} : { down: { path: `${which}.down.sql`, text: down } }),
    ...(app === undefined ? {} : { app }),
    ...(said('way back') === undefined ? {} : { noDown: 'missing' }),
  }
}

const played = (id: string, file: SourceFile, wrapping: Wrapping): Migration => {
  const place = placesIn(file)
  const at = place(0, file.text.length)
  return { id, name: id, file: file.path, at, wrapping, up: to => to.sql(file.text, at, place) }
}

/** What the rules say of a fixture. */
export const findingsOf = async ({
  setup,
  file,
  down,
  wrapping,
  framework,
  engine: stated,
  noDown,
}: Fixture): Promise<readonly Finding[]> => {
  const version = parseEngine(stated)
  if (!version.ok) throw new Error(version.diagnostics[0]?.message)
  const engine = await postgres(version.value)
  const way = down === undefined ? undefined : played('down', down, wrapping).up
  const migration: Migration = {
    ...played('fixture', file, wrapping),
    ...(way === undefined ? {} : { down: way }),
    ...(noDown === undefined ? {} : { noDown }),
  }
  const replayed = replay(
    { migrations: [played('setup', { path: 'setup.sql', text: setup }, 'one-each'), migration], diagnostics: [] },
    { engine },
  )
  const notApplied = replayed.flatMap(({ diagnostics }) => diagnostics)
  if (notApplied.length > 0) throw new Error(notApplied.map(({ message }) => message).join('\n'))
  return checkMigrations(replayed.slice(1), {
    engine,
    framework,
    compare: (left, right) => compareSchemas(left, right, { ignore: ['column-order', 'tainted'] }),
    textAt: textAt([file, ...(down === undefined ? [] : [down])]),
    rowsOf: () => undefined,
    end: replayed.at(-1)!.after,
    deployOf: () => undefined,
  })
}
