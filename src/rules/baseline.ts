import type { Finding } from './finding.ts'

/** Findings a team has taken over as they are: they are not reported again. Kept as a file in the repository. */
export interface Baseline {
  readonly version: 1
  /** File → rule → how many. Lines are left out: a comment above must not bring old findings back. */
  readonly findings: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export function baselineOf(findings: readonly Finding[]): Baseline {
  const files: Record<string, Record<string, number>> = {}
  for (const { span, rule } of findings.toSorted((a, b) => compare(a.span.file, b.span.file) || compare(a.rule, b.rule))) {
    const file = (files[span.file] ??= {})
    file[rule] = (file[rule] ?? 0) + 1
  }
  return { version: 1, findings: files }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The findings that are more than the baseline knows of; in a file the first ones count as known. */
export function beyond(findings: readonly Finding[], baseline: Baseline): readonly Finding[] {
  const seen = new Map<string, number>()
  return findings.filter(({ span, rule }) => {
    const key = JSON.stringify([span.file, rule])
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count > (baseline.findings[span.file]?.[rule] ?? 0)
  })
}

/** What a file says, or why it is no baseline. */
export function readBaseline(text: string): Baseline | string {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  }
  const isBaseline = typeof said === 'object' && said !== null && 'version' in said && said.version === 1 && 'findings' in said
  return isBaseline ? (said as Baseline) : 'it has no list of findings of version 1'
}
