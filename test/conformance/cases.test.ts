import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { type Case, type Example, liveThrough, loadExample, prepareCase, releaseCase } from './lab/case.ts'
import type { Engine, Open, Project } from './lab/tool.ts'
import { tools } from './lab/tools/index.ts'

const majors = (process.env.LOCKSTEP_MAJORS ?? '12 18').split(' ').map(Number)
const only = process.env.LOCKSTEP_CASE?.split(' ')
/** `command`: the framework's own command line for everything, a process for each call; `engine`: its engine, kept running. */
const by = process.env.LOCKSTEP_LAB_BY ?? 'engine'
const examples = readdirSync('schema-examples')
  .filter(f => f.endsWith('.ts'))
  .map(f => f.slice(0, -3))
  .filter(name => only === undefined || only.includes(name))

for (const { id, missing } of tools.filter(tool => tool.missing !== undefined)) it.skip(`${id}: ${missing}`, () => undefined)
const present = tools.filter(tool => tool.missing === undefined)

describe.each(majors)('PostgreSQL %i', major => {
  let server: Server
  const engines = new Map<string, Engine>()
  const opens = new Map<string, Open<Project>>()
  beforeAll(async () => {
    server = await startServer({ major })
    for (const { id, engine, command } of present) {
      if (by === 'command' || engine === undefined) opens.set(id, command)
      else {
        const started = await engine()
        engines.set(id, started)
        opens.set(id, started.open)
      }
    }
  }, 120_000)
  afterAll(async () => {
    await Promise.all([...engines.values()].map(engine => engine.stop()))
    await server?.stop()
  })

  describe.each(examples)('%s', name => {
    let input: Example
    let prepared: Case | undefined
    beforeAll(async () => {
      input = await loadExample(name)
      if (major >= (input.minimumMajor ?? 0)) prepared = await prepareCase(name, input, server)
    })
    afterAll(async () => {
      if (prepared !== undefined) await releaseCase(prepared)
    })

    it.for(present)('$id goes up, back, up again, and up from zero', async (tool, { skip }) => {
      if (prepared === undefined) return skip(`${name} needs PostgreSQL ${input.minimumMajor}`)
      await liveThrough(prepared, tool, opens.get(tool.id)!)
    })
  })
})
