import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { Schema } from '../../src/model/schema.ts'
import { generateFiles, loadChangeFile, loadEngine, planChange, type ChangeInput } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { build, catalog, expectSameCatalog, targetSteps } from '../acceptance/rehearsal.ts'
import { lockstep } from '../cli/terminal.ts'
import { catalogWithout, using } from '../conformance/lab/case.ts'
import { presentOf } from '../conformance/lab/test-file.ts'
import type { Tool } from '../conformance/lab/tool.ts'
import { tools } from '../conformance/lab/tools/index.ts'
import { historyFiles } from './history.ts'
import { overheadOf } from './overhead.ts'
import { openScene } from './scene.ts'

const engine = 'postgres@18'
const shown = ['rails-7.2', 'laravel-10', 'flyway-12', 'liquibase-5-yaml', 'alembic-1.20', 'psql']

describe('the whole history, twelve finished plans with all their phases, replays from zero in one command', () => {
  const present = presentOf(tools.filter(({ id }) => shown.includes(id)))
  const team = mkdtempSync(join(tmpdir(), 'lockstep-history-'))
  const rehearsals: string[] = []
  let server: Server
  let target: Schema
  beforeAll(async () => {
    server = await startServer({ major: 18 })
    for (const [path, content] of Object.entries(historyFiles())) {
      mkdirSync(dirname(join(team, path)), { recursive: true })
      writeFileSync(join(team, path), content)
    }
    target = await madeAtOnce(server, changesOf(team))
    for (const change of changesOf(team)) {
      const out = join(team, 'rehearsal', basename(change, '.ts'))
      const { code, error } = await lockstep('generate', change, '--to', 'sql', '--engine', engine, '--phase', 'all', '--out', out)
      expect({ code, error }).toEqual({ code: 0, error: '' })
      rehearsals.push(out)
    }
  }, 240_000)
  afterAll(async () => {
    await server?.stop()
    rmSync(team, { recursive: true })
  })

  it.for(present)('by $id', async tool => {
    const scene = await openScene(server, tool.command, historyFiles())
    try {
      const files = await filesOf(rehearsals, tool)
      await scene.project.add(files)
      await scene.project.migrate()
      await using(server, scene.database, async client => {
        expectSameCatalog(await catalogWithout(client, tool), target, 'from zero')
        expect(await tool.ledger.applied(client, files)).toHaveLength(files.filter(file => tool.ledger.keyOf(file) !== undefined).length)
      })
    } finally {
      await scene.close()
    }
  })

  it('with little of Lockstep’s own in each file', async () => {
    const { files, bare, perFile } = await overheadOf(server, rehearsals)
    console.log(
      `${files} files: ${perFile.toFixed(1)} ms of each are Lockstep’s, beside ${(bare / files).toFixed(1)} ms of bare statements`,
    )
    // The figure is 20 ms, measured by npm run bench:replay; this machine may be busy.
    expect(perFile).toBeLessThan(150)
  })
})

const changesOf = (root: string): readonly string[] =>
  readdirSync(join(root, 'lockstep/changes'))
    .toSorted()
    .map(name => join(root, 'lockstep/changes', name))

/** All phases of every plan, each some days after the one before it. */
async function filesOf(rehearsals: readonly string[], tool: Tool): Promise<readonly EmittedFile[]> {
  const files: EmittedFile[] = []
  for (const [n, folder] of rehearsals.entries()) {
    const written = await generateFiles(JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan, {
      framework: tool.framework,
      ...tool.options,
      now: new Date(Date.UTC(2026, 0, 1 + 7 * n)),
      ...(tool.framework === 'alembic' && n > 0 ? { after: headOf(files, tool) } : {}),
    })
    if (!written.ok) throw new Error(written.diagnostics.map(({ message }) => message).join('\n'))
    files.push(...written.value)
  }
  return files
}

/** The revision that no other one follows. */
const headOf = (files: readonly EmittedFile[], { ledger }: Tool): string => {
  const followed = files.flatMap(({ content }) => /^down_revision = "(.*)"$/m.exec(content)?.[1] ?? [])
  return files.flatMap(file => ledger.keyOf(file) ?? []).find(key => !followed.includes(key))!
}

/** What the changes say, made at once. */
async function madeAtOnce(server: Server, changes: readonly string[]): Promise<Schema> {
  const inputs: ChangeInput[] = []
  for (const change of changes) {
    const loaded = await loadChangeFile(change, { typeCheck: false })
    if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join('\n'))
    inputs.push(loaded.value)
  }
  const plan = await planChange(inputs[0]!, { engine })
  if (!plan.ok) throw new Error('the first change has no plan')
  const sql = await loadEngine(plan.value.engine)
  await server.createDatabase('at_once')
  const later = inputs.slice(1)
  return using(server, 'at_once', async client => {
    const steps = later.flatMap(input => targetSteps(input, sql))
    await build(client, later[0]!.schema, sql, steps)
    return catalog(client)
  })
}
