import { createHash } from 'node:crypto'
import type { Diagnostic, Severity } from '../../model/diagnostic.ts'
import type { Checked } from './checked.ts'
import { remedyOf } from './words.ts'

/** Findings and the rest in one form. */
const asDiagnostics = ({ findings, diagnostics }: Checked): readonly Diagnostic[] => [
  ...findings.map((finding): Diagnostic => {
    const help = remedyOf(finding)
    return {
      code: finding.rule,
      severity: finding.severity,
      message: finding.message,
      span: finding.span,
      ...(help === undefined ? {} : { help: [help.words, ...help.code].join('\n') }),
    }
  }),
  ...diagnostics,
]

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' }

/** Workflow commands: GitHub Actions shows each beside its line. */
export const findingsGithub = (checked: Checked): string =>
  asDiagnostics(checked)
    .map(({ code, severity, message, help, span }) => {
      const place =
        span === undefined
          ? ''
          : ` file=${escapeProperty(span.file)},line=${span.line},col=${span.column}${span.endLine === undefined ? '' : `,endLine=${span.endLine}`},`
      return `::${commands[severity]}${place === '' ? ' ' : place}title=${escapeProperty(code)}::${escapeData([message, help].filter(text => text !== undefined).join('\nInstead: '))}\n`
    })
    .join('')

const levels: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'minor', note: 'info' }

/** The code quality report that GitLab shows in a merge request. */
export const findingsGitlab = (checked: Checked): string =>
  `${JSON.stringify(
    asDiagnostics(checked).flatMap(({ code, severity, message, help, span }, index, all) => {
      if (span === undefined) return []
      const twins = all
        .slice(0, index)
        .filter(other => other.code === code && other.span?.file === span.file && other.message === message).length
      return [
        {
          check_name: code,
          severity: levels[severity],
          description: [message, help].filter(text => text !== undefined).join('. Instead: '),
          fingerprint: createHash('sha256')
            .update(JSON.stringify([code, span.file, message, twins]))
            .digest('hex')
            .slice(0, 40),
          location: { path: span.file, lines: { begin: span.line, end: span.endLine ?? span.line } },
        },
      ]
    }),
    null,
    2,
  )}\n`
