import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PlanState } from '../../src/life/plan-state.ts'
import type { Status } from '../../src/life/plan-status.ts'
import { lockstep } from '../cli/terminal.ts'
import { loadExampleInput, makeWorkspace, storePlan, type Planned, type Workspace } from './planned.ts'

const slug = 'rename_users_name_to_full_name'
const stateNow = (): PlanState => JSON.parse(readFileSync(`lockstep/plans/${slug}/state.json`, 'utf8')) as PlanState

describe('lockstep status', () => {
  let workspace: Workspace
  let planned: Planned
  const start = async (written: number): Promise<void> => {
    planned = await storePlan(workspace.root, await loadExampleInput('rename-column'), { written })
  }
  beforeEach(() => {
    workspace = makeWorkspace()
  })
  afterEach(() => workspace.remove())

  test('says that there is nothing where there is nothing', async () => {
    expect(await lockstep('status')).toMatchObject({ code: 0, out: expect.stringContaining('No plan is under way') as string })
  })

  test('shows where a plan stands, what its gate waits for, and what to type', async () => {
    await start(2)
    await lockstep('gate', slug, '--attest', 'release 412 is out', '--line', '3', '--by', 'Ann')
    const { code, out } = await lockstep('status')
    expect(code).toBe(0)
    expect(out).toContain('[~] 1 expand  [~] 2 migrate  [ ] 3 contract  sql · ')
    expect(out).toContain(`next      stage 3 of 3 (contract), when a line of its gate is attested\n            lockstep gate ${slug}\n`)
    expect(out).toContain('open      [ ] No process of the previous release is left')
    expect(out).toMatch(/attested {2}Code that uses users\.full_name instead of name is deployed everywhere/)
  })

  test('goes on to the next stage when nothing is open, and to its end when all are written', async () => {
    await start(1)
    expect((await lockstep('status')).out).toContain(`lockstep generate ${slug}`)
    await start(3)
    expect((await lockstep('status')).out).toContain(`lockstep status --finish ${slug}`)
  })

  test('names files that were edited by hand or are gone', async () => {
    await start(1)
    const [first, second] = planned.files.map(({ name }) => `db/migrations/${name}`)
    appendFileSync(first!, '-- by hand\n')
    rmSync(second!)
    const { out } = await lockstep('status')
    expect(out).toContain(`edited    ${first}`)
    expect(out).toContain(`missing   ${second}`)
  })

  test('prints JSON that a program can rely on', async () => {
    await start(2)
    const { plans } = JSON.parse((await lockstep('status', slug, '--format', 'json')).out) as Status
    expect(plans).toHaveLength(1)
    expect(plans[0]).toMatchObject({
      plan: slug,
      title: 'Rename users.name to full_name',
      framework: 'sql',
      planned: '2026-11-20',
      stages: [
        { number: 1, phase: 'expand', is: 'written' },
        { number: 2, phase: 'migrate', is: 'written' },
        { number: 3, phase: 'contract', is: 'not written' },
      ],
      command: `lockstep gate ${slug}`,
      stale: [],
    })
    expect(plans[0]?.open).toHaveLength(2)
  })

  test('asks one database about its own plans only', async () => {
    for (const folder of ['a', 'b']) mkdirSync(folder)
    writeFileSync(
      'lockstep.config.ts',
      "export default { databases: { shop: { framework: 'sql', folders: ['a'] }, billing: { framework: 'sql', folders: ['b'] } } }\n",
    )
    await storePlan(workspace.root, await loadExampleInput('rename-column'), { written: 1, state: { database: 'shop' } })
    await storePlan(workspace.root, await loadExampleInput('make-required'), { written: 1, state: { database: 'billing' } })
    const nowhere = ['--database-url', 'postgres://nobody@127.0.0.1:1/none']
    const several = await lockstep('status', ...nowhere)
    expect(several.code).toBe(2)
    expect(several.error.replaceAll(/\s+/g, ' ')).toMatch(/of several databases \((shop, billing|billing, shop)\).* --database NAME/)
    for (const words of [['--database', 'shop'], [slug]])
      expect((await lockstep('status', ...nowhere, ...words)).error).toContain('cannot-connect')
    expect((await lockstep('status', ...nowhere, '--database', 'shp')).error).toContain('there are shop, billing')
    expect((await lockstep('status', '--database', 'shop')).code).toBe(64)
  })

  test('ends a plan that is through, and shows it only when asked', async () => {
    await start(3)
    const { code, out } = await lockstep('status', '--finish', slug, '--by', 'Ann')
    expect({ code, out }).toEqual({ code: 0, out: `lockstep/plans/${slug}/state.json: finished. Commit it.\n` })
    expect(stateNow().end).toMatchObject({ how: 'finished', by: 'Ann' })
    expect((await lockstep('status')).out).toContain('No plan is under way')
    expect((await lockstep('status', '--all')).out).toContain('ended     finished on')
  })

  test('does not finish what is not written, and says how to go on or give up', async () => {
    await start(2)
    const { code, error } = await lockstep('status', '--finish', slug, '--by', 'Ann')
    expect(code).toBe(2)
    expect(error).toContain('stage 3 (contract) is not written')
    expect(stateNow().end).toBeUndefined()
    expect((await lockstep('status', '--abandon', slug)).code).toBe(64)
    await lockstep('status', '--abandon', slug, '--because', 'we alias it in the model', '--by', 'Ann')
    expect(stateNow().end).toMatchObject({ how: 'abandoned', because: 'we alias it in the model' })
    expect((await lockstep('status', '--all')).out).toContain('we alias it in the model')
  })
})
