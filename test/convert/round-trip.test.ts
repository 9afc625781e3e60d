import { join } from 'node:path/posix'
import { beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import type { Migration } from '../../src/history/migration.ts'
import { replay, type Replayed } from '../../src/history/replay.ts'
import { loadFramework } from '../../src/pipeline.ts'
import { readHistory } from '../../src/pipeline/read-history.ts'
import { writeHistory } from '../../src/pipeline/write-history.ts'
import { canonicalJson } from '../../src/model/canonical-json.ts'
import { differingObjects, explainDifference } from '../../src/planner/same-schema.ts'
import { createRender } from '../../src/render/render.ts'
import type { Engine } from '../../src/steps/engine.ts'
import type { StepKind } from '../../src/steps/step.ts'
import { start, steps } from '../conformance/idiom-steps.ts'
import { filesOf, histories, repositoryOf } from './histories.ts'
import { at } from './sample-history.ts'

interface Source {
  readonly name: string
  readonly framework: FrameworkId
  readonly history: readonly Replayed[]
}

const targets: [to: FrameworkId, layout: string | undefined][] = [
  ['rails', undefined],
  ['laravel', undefined],
  ['flyway', undefined],
  ['liquibase', 'xml'],
  ['liquibase', 'yaml'],
  ['liquibase', 'sql'],
  ['alembic', undefined],
  ['sql', 'golang-migrate'],
  ['sql', 'goose'],
  ['sql', 'dbmate'],
]

/** What is converted and read again is what it was: from every source to every target, ups and ways back. */
describe('there and back', () => {
  let engine: Engine
  const sources: Source[] = []
  beforeAll(async () => {
    engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
    for (const each of histories) {
      const found = await readHistory({ ...repositoryOf(filesOf(each)), from: 'auto', options: {} })
      if (!found.ok) throw new Error(JSON.stringify(found.diagnostics))
      sources.push({ name: each.name, framework: found.value.framework, history: replay(found.value.history, { engine }) })
    }
    // Each kind of step that some framework has words for, in a migration of its own.
    const migration = (n: number, up: Migration['up']): Migration => ({
      id: String(20240101000000 + n),
      name: `step ${n}`,
      file: `step ${n}`,
      at,
      wrapping: 'one-each',
      up,
      noDown: 'missing',
    })
    const all = [
      migration(0, to => to.sql(start, at)),
      ...steps.map((step, n) =>
        migration(n + 1, to => ('online' in step && step.online ? to.outsideTransaction(() => to.add(at, step)) : to.add(at, step))),
      ),
    ]
    const every: Source = { name: 'every step', framework: 'rails', history: replay({ migrations: all, diagnostics: [] }, { engine }) }
    // Expressions as they are once read: `-5` is `'-5'` to the server.
    sources.push({ ...every, history: await thereAndBack(every, 'sql', 'goose') })
  }, 120_000)

  const thereAndBack = async (
    { framework: from, history }: Source,
    to: FrameworkId,
    layout: string | undefined,
  ): Promise<readonly Replayed[]> => {
    const framework = await loadFramework(to)
    const written = writeHistory({
      history,
      conversion: { from, to },
      framework,
      engine,
      options: layout === undefined ? {} : { layout },
      render: createRender('templates'),
    })
    if (!written.ok) throw new Error(JSON.stringify(written.diagnostics))
    expect(written.value.migrations.filter(({ fidelity }) => fidelity === 'refused').map(({ passages }) => passages)).toEqual([])
    const files = [...written.value.migrations.flatMap(one => one.files), ...written.value.shared].map(({ name, content }) => ({
      path: join(framework.folder, name),
      text: content,
    }))
    const frontEnd = await framework.frontEnd!()
    const read = frontEnd.read(
      files.filter(({ path }) => frontEnd.isSource(path)),
      layout === undefined || to === 'liquibase' ? {} : { layout },
    )
    return replay(read, { engine })
  }

  test.each(targets)('%s %s leads to the same schema, migration by migration, and back as far', async (to, layout) => {
    for (const source of sources) {
      const again = await thereAndBack(source, to, layout)
      const last = source.history.at(-1)!.after
      const found = again.at(-1)!.after
      expect(differingObjects(last, found), `${source.name}: ${explainDifference(last, found)}`).toEqual([])
      // golang-migrate and dbmate may need several files for one.
      if (again.length !== source.history.length) continue
      for (const [n, { after, back, migration }] of source.history.entries()) {
        expect(differingObjects(after, again[n]!.after), `${source.name}, ${migration.name}`).toEqual([])
        if (back !== undefined && again[n]!.back !== undefined)
          expect(differingObjects(back, again[n]!.back), `${source.name}, back over ${migration.name}`).toEqual([])
      }
    }
  })

  test.each(targets)('%s %s says these kinds of step so that they are read as equal steps', async (to, layout) => {
    const equal = new Map<StepKind, boolean>()
    for (const source of sources) {
      const again = await thereAndBack(source, to, layout)
      if (again.length !== source.history.length) continue
      for (const [n, { up }] of source.history.entries()) {
        const found = again[n]!.up
        for (const [i, { step }] of up.entries()) {
          const isEqual = found.length === up.length && canonicalJson(found[i]!.step) === canonicalJson(step)
          equal.set(step.kind, (equal.get(step.kind) ?? true) && isEqual)
        }
      }
    }
    expect([...equal].flatMap(([kind, isEqual]) => (isEqual ? [kind] : [])).toSorted()).toMatchSnapshot()
  })
})
