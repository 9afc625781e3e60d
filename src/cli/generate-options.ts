import type { FrameworkId } from '../model/framework.ts'
import type { Phase } from '../model/gate.ts'
import type { ChangeOptions } from './change-options.ts'

export interface GenerateOptions extends ChangeOptions {
  /** What `lockstep.config.ts` says when absent. */
  readonly to?: FrameworkId
  readonly frameworkVersion?: string
  readonly layout?: string
  /** Long work in the migrations, or apart from them; what the configuration says when absent. */
  readonly jobs?: 'inline' | 'apart'
  readonly author?: string
  readonly phase?: Phase | 'all'
  readonly stage?: number
  readonly after?: string
  readonly head?: string
  /** Plan it on the schema that the plan on its way on the same table leads to. */
  readonly stack?: boolean | string
  /** Check the plans of the repository instead of writing. */
  readonly check?: boolean
  readonly since?: string
  readonly format?: 'text' | 'json' | 'github'
  /** The environment whose attestations count; production when absent. */
  readonly env?: string
  /** Why a stage is written although its gate is open. */
  readonly despiteGate?: string
  readonly restamp?: boolean
  readonly databaseUrl?: string
  readonly out?: string
  /** The clock of names and headers; this moment when absent. */
  readonly now?: Date
  readonly force: boolean
}
