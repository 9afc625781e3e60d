import type { Severity, Span } from '../../model/diagnostic.ts'
import { rules } from '../../rules/index.ts'
import type { Checked } from './checked.ts'
import { remedyOf } from './words.ts'

const level: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'note' }

const region = ({ line, column, endLine, endColumn }: Span) => ({
  startLine: line,
  startColumn: column,
  ...(endLine === undefined ? {} : { endLine }),
  ...(endColumn === undefined ? {} : { endColumn }),
})

const located = (span: Span | undefined) =>
  span === undefined
    ? {}
    : {
        locations: [
          { physicalLocation: { artifactLocation: { uri: encodeURI(span.file), uriBaseId: '%SRCROOT%' }, region: region(span) } },
        ],
      }

/** SARIF 2.1.0, which GitHub's code scanning and most viewers read. */
export const findingsSarif = ({ findings, diagnostics }: Checked, version: string): string => {
  const others = [...new Set(diagnostics.map(({ code }) => code))]
  const descriptors = [
    ...rules.map(({ id, harm, remedy, severity }) => ({
      id,
      shortDescription: { text: harm },
      help: { text: remedy.words },
      defaultConfiguration: { level: level[severity] },
    })),
    ...others.map(id => ({ id, shortDescription: { text: id.replaceAll('-', ' ') } })),
  ]
  const results = [
    ...findings.map(finding => ({
      ruleId: finding.rule,
      ruleIndex: descriptors.findIndex(({ id }) => id === finding.rule),
      level: level[finding.severity],
      message: { text: [finding.message, remedyOf(finding)?.words].filter(text => text !== undefined).join('. Instead: ') },
      ...located(finding.span),
    })),
    ...diagnostics.map(({ code, severity, message, help, span }) => ({
      ruleId: code,
      ruleIndex: descriptors.findIndex(({ id }) => id === code),
      level: level[severity],
      message: { text: [message, help].filter(text => text !== undefined).join('. ') },
      ...located(span),
    })),
  ]
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        { tool: { driver: { name: 'lockstep', semanticVersion: version, rules: descriptors } }, columnKind: 'utf16CodeUnits', results },
      ],
    },
    null,
    2,
  )}\n`
}
