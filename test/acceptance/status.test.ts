import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type pg from 'pg'
import type { Status } from '../../src/life/plan-status.ts'
import { loadEngine } from '../../src/pipeline.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { lockstep } from '../cli/terminal.ts'
import { loadExampleInput, makeWorkspace, storePlan, type Planned, type Workspace } from '../life/planned.ts'
import { build, closeAll, openDatabase, plainOwner } from './rehearsal.ts'

const slug = 'rename_users_name_to_full_name'

describe('lockstep status, with a database', () => {
  let server: Server
  let workspace: Workspace
  let planned: Planned
  let client: pg.Client
  let url: string
  beforeAll(async () => {
    server = await startServer({ major: 18 })
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
  })
  beforeEach(async () => {
    workspace = makeWorkspace()
    const input = await loadExampleInput('rename-column')
    planned = await storePlan(workspace.root, input, { major: 18, written: 3, layout: 'dbmate' })
    client = await openDatabase({ server, role: plainOwner })
    await build(client, input.schema, await loadEngine(planned.stored.plan.engine))
    await client.query('CREATE TABLE schema_migrations (version varchar PRIMARY KEY)')
    url = server.url(client.database!, plainOwner)
  }, 60_000)
  afterEach(async () => {
    await closeAll()
    workspace.remove()
  })

  const migrate = async (stages: readonly number[]): Promise<void> => {
    for (const file of planned.files.filter(({ stage }) => stages.includes(stage))) {
      const [up = ''] = file.content.split('-- migrate:down')
      // As dbmate sends it: one message, which the server runs as one transaction.
      await client.query(up)
      await client.query('INSERT INTO schema_migrations VALUES ($1)', [/^\d+/.exec(file.name)![0]])
    }
  }

  it('says which files have run, by the framework’s own record', async () => {
    await migrate([1])
    const { plans } = JSON.parse((await lockstep('status', '--database-url', url, '--format', 'json')).out) as Status
    expect(plans[0]).toMatchObject({ ledger: 'schema_migrations', stages: [{ is: 'has run' }, { is: 'written' }, { is: 'written' }] })
    expect((await lockstep('status', '--database-url', url)).out).toMatch(/run {7}1 of \d files, by schema_migrations; not yet: /)
  })

  it('finishes a plan when the database shows that every file has run, and not before', async () => {
    await migrate([1, 2])
    const early = await lockstep('status', '--finish', slug, '--by', 'Ann', '--database-url', url)
    expect(early.code).toBe(2)
    expect(early.error).toContain('not so: Stage 3 (contract) has run')
    await migrate([3])
    const { code, out } = await lockstep('status', '--finish', slug, '--by', 'Ann', '--database-url', url)
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('finished') as string })
  })
})
