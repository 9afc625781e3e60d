import type { Repository } from '../../frameworks/read.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { Render } from '../../render/render.ts'
import type { Ci } from './ci.ts'

export interface InitOptions {
  /** The folder that is set up. */
  readonly root: string
  readonly framework?: FrameworkId
  /** Of the framework. */
  readonly version?: string
  readonly layout?: string
  readonly engine?: string
  readonly databaseUrl?: string
  /** Schema file or SQL dump, from where the user stands. */
  readonly schema?: string
  /** Which set of migrations, where there are several. */
  readonly folder?: string
  /** All sets of migrations, each as a database of its own. */
  readonly all?: boolean
  /** What the repository is built with where absent. */
  readonly ci?: Ci | 'none'
  readonly now: Date
}

export interface Parts {
  readonly repository: Repository
  readonly render: Render
  /** Version of this program. */
  readonly lockstep: string
}

export interface Init {
  /** Paths from the root. */
  readonly files: readonly { readonly path: string; readonly content: string }[]
  /** What was found out, a line each. */
  readonly findings: readonly string[]
  /** What the user does now. */
  readonly next: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}
