import { expect } from 'vitest'
import { expectSameCatalog } from '../../acceptance/rehearsal.ts'
import { type Case, catalogWithout, filesFor, openProject, using } from './case.ts'
import { ToolFailed, type Tool } from './tool.ts'

/**
 * Runs the last phase of "rename users.name to full_name" while a row is not ready for it.
 *
 * @returns what the framework's user sees; nothing was changed or recorded
 */
export async function contractTooEarly(it: Case, tool: Tool): Promise<string> {
  const { server } = it
  const files = await filesFor(it.plan, tool)
  const { project, database, close } = await openProject(server, it.filled, tool.command)
  try {
    await project.add(files.filter(({ stage }) => stage < 3))
    await project.migrate()
    return await using(server, database, async client => {
      // As the application without its triggers would: a row that was missed.
      await client.query('SET session_replication_role = replica')
      await client.query(`UPDATE users SET full_name = 'somebody else' WHERE id = (SELECT min(id) FROM users)`)
      const [before, applied] = [await catalogWithout(client, tool), await tool.ledger.applied(client, files)]
      await project.add(files.filter(({ stage }) => stage === 3))
      const said = await project.migrate().then(
        () => undefined,
        (reason: unknown) => (reason instanceof ToolFailed ? reason.message : Promise.reject(reason as Error)),
      )
      expectSameCatalog(await catalogWithout(client, tool), before, 'after the contract phase stopped')
      expect(await tool.ledger.applied(client, files), 'ledger after the contract phase stopped').toEqual(applied)
      return said ?? 'the contract phase ran'
    })
  } finally {
    await close()
  }
}

export const tooEarly =
  /LOCKSTEP GATE: contract of "Rename users\.name to full_name" must not run yet\. 1 rows of users lack full_name\. Nothing was changed\. Finish \S*backfill_users_full_name, then retry\./
