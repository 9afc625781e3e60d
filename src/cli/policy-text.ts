import type { Settings } from '../pipeline.ts'
import type { ChangeOptions } from './change-options.ts'

const units: Readonly<Record<string, string>> = { maxStall: ' ms', patience: ' s', smallTableRows: ' rows', jobTableRows: ' rows' }

const keys = [
  'triggers',
  'shims',
  'softDrop',
  'downtime',
  'maxStall',
  'patience',
  'smallTableRows',
  'jobTableRows',
  'tenants',
] as const satisfies readonly (keyof (Settings['policy'] & Settings & ChangeOptions))[]

/** What the team allows, where it is not what Lockstep takes for granted, and who says so: for `plan --explain`. */
export const policyText = (options: Partial<ChangeOptions>, settings: Settings): string => {
  const stated: Readonly<Record<string, unknown>> = { ...settings, ...settings.policy }
  const file = settings.file?.replace(/^.*[\\/]/, '') ?? 'lockstep.config.ts'
  const where = settings.database === undefined ? file : `${file}, for ${settings.database}`
  const lines = keys.flatMap(key => {
    const said = (options as Readonly<Record<string, unknown>>)[key]
    const value = said ?? stated[key]
    return value === undefined ? [] : [`  ${key} ${String(value)}${units[key] ?? ''} (${said === undefined ? where : 'the command line'})`]
  })
  return `\nWhat the team allows\n${lines.length === 0 ? '' : `${lines.join('\n')}\n`}  ${lines.length === 0 ? 'Everything' : 'Everything else'} is as Lockstep takes it for granted; docs/policy.md has the price of each choice.\n`
}
