import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { contentHash } from '../../src/life/content-hash.ts'
import type { StoredPlan } from '../../src/life/stored-plan.ts'
import type { PlanState } from '../../src/life/plan-state.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { newPlan, planFiles } from '../../src/pipeline/life/plan-folder.ts'
import { generateFiles, loadChangeFile, planChange, type ChangeInput } from '../../src/pipeline.ts'

const home = process.cwd()

export interface Workspace {
  readonly root: string
  readonly remove: () => void
}

/** An empty repository that this process then stands in. */
export const makeWorkspace = (): Workspace => {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-life-'))
  mkdirSync(join(root, '.git'))
  process.chdir(root)
  return {
    root,
    remove: () => {
      process.chdir(home)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

export interface Start {
  readonly framework?: FrameworkId
  readonly major?: number
  /** Stages that are written, all up to this one. */
  readonly written?: number
  readonly state?: Partial<PlanState>
  readonly now?: Date
  /** Of raw SQL. */
  readonly layout?: string
}

export interface Planned {
  readonly stored: StoredPlan
  /** All files of the written stages. */
  readonly files: readonly EmittedFile[]
}

export const loadExampleInput = async (example: string): Promise<ChangeInput> => {
  const loaded = await loadChangeFile(resolve(home, `schema-examples/${example}.ts`), { typeCheck: false })
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join('\n'))
  return loaded.value
}

/** A plan of an example, stored in the workspace with the files of its first stages, as `generate` leaves it. */
export const storePlan = async (root: string, input: ChangeInput, start: Start = {}): Promise<Planned> => {
  const { framework = 'sql', major = 16, written = 0, now = new Date('2026-11-20T09:30:00Z'), layout } = start
  const plan = await planChange(input, { engine: `postgres@${major}` })
  if (!plan.ok) throw new Error(plan.diagnostics.map(({ message }) => message).join('\n'))
  const files: EmittedFile[] = []
  for (const { number } of plan.value.stages.filter(stage => stage.number <= written)) {
    const emitted = await generateFiles(plan.value, {
      framework,
      stage: number,
      now: new Date(now.getTime() + number * 60_000),
      ...(layout === undefined ? {} : { layout }),
    })
    if (!emitted.ok) throw new Error(emitted.diagnostics.map(({ message }) => message).join('\n'))
    files.push(...emitted.value)
  }
  const stored = newPlan(plan.value, input.schema, {
    framework,
    planned: '2026-11-20',
    files: files.map(file => ({
      stage: file.stage,
      ...(file.unit === undefined ? {} : { unit: file.unit }),
      path: `db/migrations/${file.name}`,
      version: /^\d+/.exec(file.name)?.[0] ?? file.name,
      sha256: contentHash(file.content),
      on: '2026-11-20',
    })),
    ...start.state,
  })
  for (const { path, content } of [
    ...(await planFiles(root, stored)),
    ...files.map(({ name, content: text }) => ({ path: `db/migrations/${name}`, content: text })),
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return { stored, files }
}
