import { join, posix } from 'node:path'
import type { Policy } from '../../src/changes/recipe.ts'
import { frameworkIds } from '../../src/model/framework.ts'
import { generateFiles, loadChangeFile, planChange, reportPlan, type GenerateOptions, type Plan } from '../../src/pipeline.ts'
import { filesBelow, root } from '../architecture/sources.ts'

export const examples = filesBelow('schema-examples', '.ts').map(path => path.slice('schema-examples/'.length, -'.ts'.length))

/** The version the goldens are of, unless an example needs a newer server. */
const usualMajor = 16

export const now = new Date('2026-11-20T09:30:00Z')

export type Variant = Pick<GenerateOptions, 'framework' | 'layout'>

/** One of each framework; every layout is shown by the examples named here, and parsed for all of them elsewhere. */
export const variantsOf = (example: string): readonly Variant[] => [
  ...frameworkIds.map(framework => ({ framework })),
  ...(['rename-column', 'create-index'].includes(example)
    ? [
        ...['yaml', 'json', 'sql'].map(layout => ({ framework: 'liquibase' as const, layout })),
        ...['golang-migrate', 'goose', 'dbmate'].map(layout => ({ framework: 'sql' as const, layout })),
      ]
    : []),
]

export interface Case {
  /** `postgres-16`: the case's folder. */
  readonly name: string
  readonly plan: Plan
}

/** An example planned as its golden says. Throws with the diagnostics when it cannot be. */
export async function caseOf(example: string): Promise<Case> {
  const module = (await import(join(root, 'schema-examples', `${example}.ts`))) as {
    readonly minimumMajor?: number
    readonly policy?: Partial<Policy>
  }
  const major = Math.max(usualMajor, module.minimumMajor ?? 0)
  const loaded = await loadChangeFile(join(root, 'schema-examples', `${example}.ts`), { typeCheck: false })
  const planned = loaded.ok
    ? await planChange(loaded.value, { engine: `postgres@${major}`, ...(module.policy === undefined ? {} : { policy: module.policy }) })
    : loaded
  if (!planned.ok) throw new Error(JSON.stringify(planned.diagnostics, null, 1))
  return { name: `postgres-${major}`, plan: planned.value }
}

/** Path below the case's folder → content: the plan for programs and for people, and every framework's files. */
export async function filesOf(example: string, { plan }: Case): Promise<ReadonlyMap<string, string>> {
  const files = new Map([
    ['plan.json', await reportPlan(plan, { format: 'json' })],
    ['plan.txt', await reportPlan(plan, { format: 'text', explain: true })],
  ])
  for (const variant of variantsOf(example)) {
    const emitted = await generateFiles(plan, { ...variant, now })
    if (!emitted.ok) throw new Error(`${variant.framework}: ${JSON.stringify(emitted.diagnostics, null, 1)}`)
    const folder = variant.layout === undefined ? variant.framework : `${variant.framework}-${variant.layout}`
    for (const { name, content, stage } of emitted.value)
      files.set(posix.join(folder, `${stage}-${plan.stages[stage - 1]?.phase}`, name), content)
  }
  return files
}
