import { readdirSync } from 'node:fs'
import type { Policy } from '../../src/changes/recipe.ts'
import type { ChangeInput } from '../../src/pipeline.ts'

/** A file of `schema-examples`: its change, the oldest server it is for, and the policy it shows. */
export type Example = ChangeInput & {
  readonly minimumMajor?: number
  readonly policy?: Partial<Policy>
  /** Planned for one schema for each tenant, and run in one called `tenant`, with the same tables in `public` behind it. */
  readonly tenants?: 'search-path'
}

/** Their names; `LOCKSTEP_CASE="rename-column add-unique"` leaves the others out. */
export const examples: readonly string[] = readdirSync('schema-examples')
  .filter(file => file.endsWith('.ts'))
  .map(file => file.slice(0, -3))
  .filter(name => process.env.LOCKSTEP_CASE?.split(' ').includes(name) ?? true)

export const loadExample = async (name: string): Promise<Example> => {
  const module = (await import(`../../schema-examples/${name}.ts`)) as {
    default: ChangeInput
    minimumMajor?: number
    policy?: Partial<Policy>
  }
  return { ...module.default, minimumMajor: module.minimumMajor, policy: module.policy }
}
