import type { Diagnostic } from '../model/diagnostic.ts'
import type { SourceFile } from '../history/migration.ts'
import type { Finding } from './finding.ts'

/** `lockstep:allow <rule> because <reason>` in a comment: somebody has looked, and says why it is right here. */
interface Acknowledgement {
  readonly rule: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endColumn: number
  /** Absent for one that is meant for the whole file. */
  readonly lines?: readonly [from: number, until: number]
}

const form = /lockstep:allow(?<file>-file)?(?![\w-])(?:\s+(?<rule>[\w-]+))?(?:\s+because\s+(?<reason>.*?))?\s*(?:\*\/|-->|$)/
const comment = /^\s*(?:#|--|\/\/|\/?\*|<!--|$)/

export interface Acknowledged {
  /** Findings nobody has answered for. */
  readonly open: readonly Finding[]
  readonly answered: number
  /** Acknowledgements that say no reason, name no rule, or that nothing needs. */
  readonly mistakes: readonly Diagnostic[]
}

/** Takes away what is acknowledged in the files, and names acknowledgements that are wrong or no longer needed. */
export function acknowledge(
  findings: readonly Finding[],
  files: readonly SourceFile[],
  ruleIds: readonly string[],
  nearest: (written: string, known: readonly string[]) => string | undefined,
): Acknowledged {
  const read = files.flatMap(file => (file.text.includes('lockstep:allow') ? acknowledgementsIn(file, ruleIds, nearest) : []))
  const stated = read.filter(one => 'rule' in one)
  const used = new Set<Acknowledgement>()
  const open = findings.filter(finding => {
    const answers = stated.filter(one => covers(one, finding))
    for (const one of answers) used.add(one)
    return answers.length === 0
  })
  const unused = stated
    .filter(one => !used.has(one))
    .map(one =>
      mistake(
        'unused-acknowledgement',
        `nothing here is ${one.rule} any more`,
        'take the comment out, so that it does not cover something later',
        one,
      ),
    )
  return { open, answered: findings.length - open.length, mistakes: [...read.filter(one => 'severity' in one), ...unused] }
}

const covers = ({ rule, file, lines }: Acknowledgement, { rule: id, span }: Finding): boolean =>
  rule === id && file === span.file && (lines === undefined || (span.line <= lines[1] && (span.endLine ?? span.line) >= lines[0]))

function acknowledgementsIn(
  { path, text }: SourceFile,
  ruleIds: readonly string[],
  nearest: (written: string, known: readonly string[]) => string | undefined,
): readonly (Acknowledgement | Diagnostic)[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at): readonly (Acknowledgement | Diagnostic)[] => {
    const match = form.exec(line)
    if (match === null) return []
    const { rule, reason = '', file } = match.groups ?? {}
    const place = { file: path, line: at + 1, column: match.index + 1, endColumn: match.index + 1 + match[0].trimEnd().length }
    if (rule === undefined || reason.trim() === '')
      return [
        mistake(
          'acknowledgement-without-reason',
          'an acknowledgement says which rule and why',
          `lockstep:allow ${rule ?? '<rule>'} because <reason>`,
          place,
        ),
      ]
    if (!ruleIds.includes(rule)) {
      const near = nearest(rule, ruleIds)
      return [
        mistake(
          'unknown-rule',
          `there is no rule ${rule}`,
          near === undefined ? 'lockstep explain lists them' : `did you mean ${near}?`,
          place,
        ),
      ]
    }
    return [{ ...place, rule, ...(file === undefined ? { lines: meant(lines, at) } : {}) }]
  })
}

/** The line itself, and where it is a comment alone, the statement below it. */
function meant(lines: readonly string[], at: number): readonly [number, number] {
  let below = at
  while (below + 1 < lines.length && comment.test(lines[below]!.replace(form, ''))) below += 1
  return [at + 1, below + 1]
}

const mistake = (
  code: string,
  message: string,
  help: string,
  { file, line, column, endColumn }: Pick<Acknowledgement, 'file' | 'line' | 'column' | 'endColumn'>,
): Diagnostic => ({ code, severity: 'error', message, help, span: { file, line, column, endColumn } })
