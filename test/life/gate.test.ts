import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PlanState } from '../../src/life/plan-state.ts'
import { lockstep } from '../cli/terminal.ts'
import { loadExampleInput, makeWorkspace, storePlan, type Workspace } from './planned.ts'

const slug = 'rename_users_name_to_full_name'
const stateNow = (): PlanState => JSON.parse(readFileSync(`lockstep/plans/${slug}/state.json`, 'utf8')) as PlanState

describe('lockstep gate, without a database', () => {
  let workspace: Workspace
  beforeEach(async () => {
    workspace = makeWorkspace()
    await storePlan(workspace.root, await loadExampleInput('rename-column'), { written: 2 })
  }, 60_000)
  afterEach(() => workspace.remove())

  test('shows every line of the next stage, and says which a query would prove', async () => {
    const { code, out, error } = await lockstep('gate', slug)
    expect({ code, error }).toEqual({ code: 1, error: '' })
    expect(out).toContain('Gate of stage 3 of 3: contract')
    expect(out).toContain('1  [ ] Stage 1 (expand) has run\n         proved by the database; not asked: give --database-url, or attest it')
    expect(out).toContain(
      '3  [ ] Code that uses users.full_name instead of name is deployed everywhere\n         open: nobody has attested it',
    )
    expect(out).toContain('5  [ ] No rows of users lack full_name\n         proved by a query; not asked')
    expect(out).toContain('Not passed: lines 1 to 5.')
    expect(out).toContain(`Who knows that lines 3 and 4 hold says so:\n  lockstep gate ${slug} --attest "how I know" --line 3,4\n`)
    expect(out).toContain('The database says whether lines 1 and 2 hold: --database-url URL.')
    expect(out).toContain(`\n  lockstep gate ${slug} --attest "how I know" --line 1,2\n`)
  })

  test('writes down who attests what, when and why, and shows it', async () => {
    const { out } = await lockstep('gate', slug, '--attest', 'release 412 is out', '--line', '3,4', '--by', 'Ann <ann@shop.test>')
    expect(out).toMatch(/attested by Ann <ann@shop\.test> on \d{4}-\d\d-\d\d: release 412 is out/)
    expect(out).toContain('Not passed: lines 1, 2 and 5.')
    expect(stateNow().attestations.map(({ stage, environment, by, because }) => ({ stage, environment, by, because }))).toEqual(
      Array.from({ length: 2 }, () => ({ stage: 3, environment: 'production', by: 'Ann <ann@shop.test>', because: 'release 412 is out' })),
    )
  })

  test('does not ask before a stage for what its own backfill brings about', async () => {
    await storePlan(workspace.root, await loadExampleInput('make-required'), { written: 0 })
    const { code, out } = await lockstep('gate', 'require_users_locale', '--attest', 'release 7 is out', '--by', 'Ann')
    expect(out).not.toContain('No rows of users lack locale')
    expect(code).toBe(0)
  })

  test('attests what only people know when no line is named, for one environment alone, and takes it back', async () => {
    await lockstep('gate', slug, '--attest', 'seen on staging', '--env', 'staging', '--by', 'Ann')
    expect(stateNow().attestations).toHaveLength(2)
    expect((await lockstep('gate', slug, '--env', 'staging')).out).toContain('Not passed: lines 1, 2 and 5.')
    expect((await lockstep('gate', slug)).out).toContain('Not passed: lines 1 to 5.')
    await lockstep('gate', slug, '--env', 'staging', '--retract', '--line', '4')
    expect((await lockstep('gate', slug, '--env', 'staging')).out).toContain('Not passed: lines 1, 2, 4 and 5.')
    expect(stateNow().attestations).toHaveLength(1)
  })

  test('attests that an earlier stage has run only where its line is named, and takes that back with the rest', async () => {
    await lockstep('gate', slug, '--attest', 'release 412 is out', '--by', 'Ann')
    await lockstep('gate', slug, '--attest', 'Ben ran the files on Monday', '--line', '1,2', '--by', 'Ann')
    expect((await lockstep('gate', slug)).out).toContain('Not passed: line 5.')
    await lockstep('gate', slug, '--retract')
    expect(stateNow().attestations).toEqual([])
  })

  test('does not take a word without a line for a stage that only has to have run, and says what to do', async () => {
    const { code, error } = await lockstep('gate', slug, '--stage', '2', '--attest', 'release 412 is out', '--by', 'Ann')
    expect(code).toBe(2)
    expect(error.replaceAll(/\s+/g, ' ')).toContain('The gate of stage 2 has no line that only people know. Nothing was written.')
    expect(error).toContain('--database-url')
    expect(error).toContain('--line 1')
    expect(stateNow().attestations).toEqual([])
  })

  test('means the last environment of the configuration unless told, in what it says to type too', async () => {
    writeFileSync('lockstep.config.ts', "export default { environments: ['staging', 'live'] }\n")
    const next = (text: string): readonly string[] => text.match(/lockstep (?:gate|generate) \S+[^\n]*/g) ?? []
    const usual = await lockstep('gate', slug)
    expect(usual.out).toContain('· live')
    expect(next(usual.out).join()).not.toContain('--env')
    expect(next((await lockstep('gate', slug, '--env', 'staging')).out)).toEqual([
      `lockstep gate ${slug} --attest "how I know" --line 3,4 --env staging`,
      `lockstep gate ${slug} --attest "how I know" --line 1,2 --env staging`,
    ])
    await lockstep('gate', slug, '--attest', 'release 412 is out', '--by', 'Ann')
    expect((await lockstep('status')).out).toContain(`\n            lockstep generate ${slug}\n`)
    expect((await lockstep('status', '--env', 'staging')).out).toContain(`\n            lockstep gate ${slug} --env staging\n`)
    expect(await lockstep('status', '--env', 'production')).toMatchObject({ code: 64 })
    const refused = await lockstep('generate', slug, '--env', 'staging')
    expect(refused.error.replaceAll(/\s+/g, ' ')).toContain('--attest "how you know" --env staging')
  })

  test('says to type the stage that is not the next one, and takes the word for that one', async () => {
    const { out } = await lockstep('gate', slug, '--stage', '2')
    const typed = /lockstep (gate .*)/.exec(out)![1]!.replace('"how I know"', 'seen').split(' ')
    expect(typed).toEqual(['gate', slug, '--stage', '2', '--attest', 'seen', '--line', '1'])
    expect(await lockstep(...typed, '--by', 'Ann')).toMatchObject({ code: 0 })
    expect(stateNow().attestations).toMatchObject([{ stage: 2, line: 'Stage 1 (expand) has run' }])
  })

  test('attesting again replaces what was said before', async () => {
    await lockstep('gate', slug, '--attest', 'I think so', '--line', '3', '--by', 'Ann')
    await lockstep('gate', slug, '--attest', 'I looked', '--line', '3', '--by', 'Bob')
    expect(stateNow().attestations.map(({ by, because }) => ({ by, because }))).toEqual([{ by: 'Bob', because: 'I looked' }])
  })

  test('refuses a person’s word where a query has the truth, and writes nothing', async () => {
    const { code, error } = await lockstep('gate', slug, '--attest', 'it is fine', '--line', '3', '--line', '5', '--by', 'Ann')
    expect(code).toBe(2)
    expect(error).toContain('Line 5 is proved by a query, not by anybody’s word: No rows of users lack full_name')
    expect(stateNow().attestations).toEqual([])
  })

  test('prints JSON that a pipeline can rely on', async () => {
    const { code, out } = await lockstep('gate', slug, '--stage', '2', '--format', 'json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      format: 1,
      plan: slug,
      title: 'Rename users.name to full_name',
      environment: 'production',
      stage: 2,
      stages: 3,
      phase: 'migrate',
      isWritten: true,
      passed: false,
      lines: [{ number: 1, kind: 'stage-ran', text: 'Stage 1 (expand) has run', state: 'not asked' }],
      backfills: [],
      builds: [],
      waiting: [],
    })
  })

  test('a stage that waits for nothing passes', async () => {
    const { code, out } = await lockstep('gate', '--stage', '1')
    expect(code).toBe(0)
    expect(out).toContain('It waits for nothing.')
    expect(out).toContain('Passed: the files of stage 1 may run.')
  })

  test('names what is there when a plan, a stage or a line is not', async () => {
    expect(await lockstep('gate', 'rename_users_name_to_ful_name')).toMatchObject({
      code: 64,
      error: expect.stringContaining('did you mean') as string,
    })
    expect((await lockstep('gate', '--stage', '4')).error).toContain('its stages are 1 (expand), 2 (migrate), 3 (contract)')
    expect((await lockstep('gate', '--attest', 'x', '--by', 'Ann', '--line', '9')).error).toContain('its lines are 1 to 5')
    expect((await lockstep('gate', '--attest', 'x', '--line', 'two')).code).toBe(64)
    expect((await lockstep('gate', '--line', '2')).error).toContain('--line goes with --attest or --retract')
  })

  test('a plan that was edited by hand is not believed', async () => {
    const file = `lockstep/plans/${slug}/plan.json`
    writeFileSync(file, readFileSync(file, 'utf8').replace('No process of the previous release is left', 'Nothing'))
    expect(await lockstep('gate', slug)).toMatchObject({ code: 2, error: expect.stringContaining('plan-was-edited') as string })
  })
})
