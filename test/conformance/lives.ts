import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { type Example, loadExample } from '../acceptance/examples.ts'
import { type Case, liveThrough, prepareCase, releaseCase } from './lab/case.ts'
import { enginesOf, presentOf } from './lab/test-file.ts'
import type { Tool } from './lab/tool.ts'
import { isItsTurn, toolsOn } from './lab/tools/index.ts'

/**
 * The whole life of examples in the frameworks the lab has for a server.
 * @param by `command`: the framework's own command line for everything, a process for each call; `engine`: its engine, kept running
 * @param isWanted leaves the other tools out: those without an engine are driven by command wherever they run
 */
export function describeLives(
  major: number,
  names: readonly string[],
  by: 'command' | 'engine',
  isWanted: (tool: Tool) => boolean = () => true,
): void {
  describe(`PostgreSQL ${major}`, () => {
    const tools = toolsOn(major, by).filter(isWanted)
    const present = presentOf(tools)

    let server: Server
    beforeAll(async () => void (server = await startServer({ major })), 120_000)
    afterAll(() => server?.stop())
    const openFor = enginesOf(by === 'command' ? [] : present)

    describe.each(names)('%s', name => {
      let input: Example
      let prepared: Case | undefined
      beforeAll(async () => {
        input = await loadExample(name)
        if (major >= (input.minimumMajor ?? 0)) prepared = await prepareCase(name, input, server)
      })
      afterAll(async () => {
        if (prepared !== undefined) await releaseCase(prepared)
      })

      const here = by === 'command' ? present : present.filter(tool => isItsTurn(tool, names.indexOf(name)))
      const driven = here.map(tool => ({ tool, id: tool.id, way: tool.engine === undefined ? 'command' : by }))
      it.for(driven)('$id goes up, back, up again, and up from zero, by $way', async ({ tool }, { skip }) => {
        if (prepared === undefined) return skip(`${name} needs PostgreSQL ${input.minimumMajor}`)
        await liveThrough(prepared, tool, openFor(tool))
      })
    })
  })
}

/** How the suites `cases-on-*` drive the frameworks: the full lab goes through every example by command as well. */
export const usualWay = process.env.LOCKSTEP_LAB_BY === 'command' ? 'command' : 'engine'
