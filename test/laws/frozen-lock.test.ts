import { join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { replay } from '../../src/history/replay.ts'
import type { Recorded } from '../../src/history/recorder.ts'
import { generateFiles, loadChangeFile, loadEngine, loadFramework, type Plan } from '../../src/pipeline.ts'
import type { Engine } from '../../src/steps/engine.ts'
import type { Schema } from '../../src/model/schema.ts'
import { root } from '../architecture/sources.ts'
import { caseOf, now } from './example.ts'
import { lockShapes } from './lock-shapes.ts'

type FrameworkWithHelper = 'rails' | 'laravel' | 'alembic'

/** What a step does, whatever line of whatever file it stands on. */
const told = ({ step, settings, block }: Recorded): unknown => ({ step, settings, transactional: block.transactional })

/** All that the files of a plan are read as, forth and back. */
const readAs = async (
  plan: Plan,
  framework: FrameworkWithHelper,
  lockCode: 'inline' | 'helper',
  { engine, schema }: { readonly engine: Engine; readonly schema: Schema },
): Promise<unknown> => {
  const { folder, frontEnd: load } = await loadFramework(framework)
  const frontEnd = await load!()
  const emitted = await generateFiles(plan, { framework, phase: 'all', now, lockCode })
  if (!emitted.ok) throw new Error(JSON.stringify(emitted.diagnostics))
  const files = emitted.value.map(({ name, content }) => ({ path: join(folder, name), text: content }))
  const history = frontEnd.read(
    files.filter(({ path }) => frontEnd.isSource(path)),
    { readText: path => files.find(file => file.path === path)?.text, transactionPerMigration: true },
  )
  return replay(history, { engine, schema }).map(({ migration: { id }, up, down }) => ({ id, up: up.map(told), down: down?.map(told) }))
}

describe('a call of the frozen lock code is read as the code it stands for in', () => {
  test.each(lockShapes)('%s', async example => {
    const loaded = await loadChangeFile(join(root, 'schema-examples', `${example}.ts`), { typeCheck: false })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics))
    const { plan } = await caseOf(example)
    const at = { engine: await loadEngine(plan.engine), schema: loaded.value.schema }
    for (const framework of ['rails', 'laravel', 'alembic'] as const)
      expect(await readAs(plan, framework, 'helper', at), framework).toEqual(await readAs(plan, framework, 'inline', at))
  })
})
