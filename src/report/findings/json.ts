import type { Checked } from './checked.ts'
import { remedyOf } from './words.ts'

/** Everything, for programs. */
export const findingsJson = ({ findings, diagnostics, root: _, ...rest }: Checked): string =>
  `${JSON.stringify(
    {
      version: 1,
      ...rest,
      findings: findings.map(finding => ({ ...finding, remedy: remedyOf(finding) })),
      diagnostics,
    },
    null,
    2,
  )}\n`
