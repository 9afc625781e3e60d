import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { type Case, loadExample, prepareCase, releaseCase } from './lab/case.ts'
import { cutEachFile, race } from './lab/interruption.ts'
import { tools } from './lab/tools/index.ts'

const major = 18
const present = tools.filter(tool => tool.missing === undefined)
for (const { id, missing } of tools.filter(tool => tool.missing !== undefined)) it.skip(`${id}: ${missing}`, () => undefined)

/** One example of each shape: short locks and a backfill, a concurrent build, a validation between two locks. */
const examples = (process.env.LOCKSTEP_CASE ?? 'rename-column add-unique add-foreign-key').split(' ')

describe.each(examples)('%s', name => {
  let server: Server
  let prepared: Case
  beforeAll(async () => {
    server = await startServer({ major })
    prepared = await prepareCase(name, await loadExample(name), server)
  }, 120_000)
  afterAll(async () => {
    await releaseCase(prepared)
    await server.stop()
  })

  it.for(present)('$id: its process killed in the middle of each file, and started again', async tool => {
    expect((await cutEachFile(prepared, tool, 'process')).length).toBeGreaterThan(0)
  })
  it.for(present)('$id: its session ended in the middle of each file, and started again', async tool => {
    expect((await cutEachFile(prepared, tool, 'session')).length).toBeGreaterThan(0)
  })
  it.for(present)('$id: two runners at once', async tool => {
    await race(prepared, tool)
  })
})
