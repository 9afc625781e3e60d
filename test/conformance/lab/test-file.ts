import { afterAll, beforeAll, it } from 'vitest'
import { type Server, type ServerOptions, startServer } from '../../../src/verify/postgres-server.ts'
import { type Example, loadExample } from '../../acceptance/examples.ts'
import { type Case, prepareCase, releaseCase } from './case.ts'
import type { Engine, Open, Project, Tool } from './tool.ts'

/** The tools that can run here; each other one stands as a skipped test that says why. */
export const presentOf = <T extends Tool>(tools: readonly T[]): readonly T[] => {
  for (const { id, missing } of tools.filter(tool => tool.missing !== undefined)) it.skip(`${id}: ${missing}`, () => undefined)
  return tools.filter(tool => tool.missing === undefined)
}

interface OnServer {
  readonly server: Server
  /** An example, or a change of the test's own under a name of its own, prepared when it is first asked for. */
  readonly example: (name: string, change?: Example) => Promise<Case>
}

/** A server for all tests of a file, there from the first test to the last. */
export const onServer = (options: ServerOptions): OnServer => {
  let server: Server
  const cases = new Map<string, Case>()
  beforeAll(async () => {
    server = await startServer(options)
  }, 120_000)
  afterAll(async () => {
    for (const prepared of cases.values()) await releaseCase(prepared)
    await server?.stop()
  })
  return {
    get server() {
      return server
    },
    example: async (name, change) => {
      const prepared = cases.get(name) ?? (await prepareCase(name, change ?? (await loadExample(name)), server))
      cases.set(name, prepared)
      return prepared
    },
  }
}

/**
 * The tools' engines, each one process for all tests of a file.
 * @returns how a tool opens a project: in its engine, by its command line where it has none
 */
export const enginesOf = (tools: readonly Tool[]): ((tool: Tool) => Open<Project>) => {
  const engines = new Map<string, Engine>()
  beforeAll(async () => {
    for (const { id, engine } of tools) if (engine !== undefined) engines.set(id, await engine())
  }, 120_000)
  afterAll(async () => {
    await Promise.all([...engines.values()].map(engine => engine.stop()))
  })
  return ({ id, command }) => engines.get(id)?.open ?? command
}
