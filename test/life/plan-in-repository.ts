import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { StoredPlan } from '../../src/life/stored-plan.ts'
import type { WrittenFile } from '../../src/life/plan-state.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import { frameworkFolder, generateFiles, planChange, type ChangeInput } from '../../src/pipeline.ts'
import { newPlan, planFiles } from '../../src/pipeline/life/plan-folder.ts'
import { loadFramework } from '../../src/pipeline/registry.ts'

/** A repository on disk, under git, gone when the test is over. */
export interface TestRepository {
  readonly root: string
  readonly write: (files: Readonly<Record<string, string>>) => void
  readonly git: (...args: readonly string[]) => string
  readonly commit: (message: string) => void
  readonly remove: () => void
}

export const createRepository = (files: Readonly<Record<string, string>> = {}): TestRepository => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-life-')))
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' })
  const write: TestRepository['write'] = contents => {
    for (const [path, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
  }
  const commit = (message: string): void => {
    git('add', '-A')
    git('commit', '-qm', message)
  }
  git('init', '-q', '-b', 'main')
  write({ 'README.md': 'a shop\n', ...files })
  commit('start')
  return { root, write, git, commit, remove: () => rmSync(root, { recursive: true, force: true }) }
}

interface Start {
  readonly framework: FrameworkId
  /** Numbers of the stages that are written. */
  readonly stages: readonly number[]
  /** Newest migration when the plan was made. */
  readonly after: string
  readonly now: Date
  readonly engine?: string
  readonly layout?: string
}

/** Plans a change in the repository and writes some of its stages, as `lockstep generate` does. */
export const writePlan = async (
  { root, write }: TestRepository,
  input: ChangeInput,
  { framework, stages, after, now, engine = 'postgres@16', layout }: Start,
): Promise<StoredPlan> => {
  const plan = await planChange(input, { engine })
  if (!plan.ok) throw new Error(plan.diagnostics.map(({ message }) => message).join('\n'))
  const stored = newPlan(plan.value, input.schema, { framework, planned: now.toISOString().slice(0, 10), after: [after] })
  return writeStages({ root, write }, stored, stages, now, layout)
}

/** Writes stages of a plan, and notes them in its state. */
export const writeStages = async (
  { root, write }: Pick<TestRepository, 'root' | 'write'>,
  stored: StoredPlan,
  stages: readonly number[],
  now: Date,
  layout?: string,
): Promise<StoredPlan> => {
  const { framework } = stored.state
  const folder = await frameworkFolder(framework)
  const files: WrittenFile[] = []
  let after = stored.state.files.at(-1)?.version ?? stored.state.after[0]
  for (const stage of stages) {
    const emitted = await generateFiles(stored.plan, {
      framework,
      stage,
      now,
      ...(after === undefined ? {} : { after: framework === 'sql' ? after.replace(/_.*$/, '') : after }),
      ...(layout === undefined ? {} : { layout }),
    })
    if (!emitted.ok) throw new Error(emitted.diagnostics.map(({ message }) => message).join('\n'))
    const contents = Object.fromEntries(emitted.value.map(file => [`${folder}/${file.name}`, file.content]))
    write(contents)
    const numbering = await (await loadFramework(framework)).numbering()
    const numbered = numbering.read({ paths: Object.keys(contents), read: path => contents[path] }, layout === undefined ? {} : { layout })
    files.push(
      ...emitted.value.map(({ name, content, stage: own, unit }): WrittenFile => {
        const path = `${folder}/${name}`
        const version = numbered.find(each => each.path === path)?.version
        return {
          stage: own,
          ...(unit === undefined ? {} : { unit }),
          path,
          ...(version === undefined ? {} : { version }),
          sha256: hash(content),
          on: now.toISOString().slice(0, 10),
        }
      }),
    )
    after = numbering.newest(numbered)[0]?.version ?? after
  }
  const next = { ...stored, state: { ...stored.state, files: [...stored.state.files, ...files] } }
  write(Object.fromEntries((await planFiles(root, next)).map(({ path, content }) => [path, content])))
  return next
}

const hash = (content: string): string => createHash('sha256').update(content).digest('hex')
