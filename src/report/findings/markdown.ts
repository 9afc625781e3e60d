import type { Checked, ToldFinding } from './checked.ts'
import { lockInWords, remedyOf } from './words.ts'

const marks = { error: '🛑', warning: '⚠️', note: 'ℹ️' } as const

const languages = { rails: 'ruby', laravel: 'php', alembic: 'python', liquibase: 'xml', flyway: 'sql', sql: 'sql' } as const

const escape = (text: string): string => text.replaceAll(/([<>|*_`])/g, '\\$1')

function one(finding: ToldFinding): readonly string[] {
  const { rule, severity, message, span, locks, breaks, way, framework } = finding
  const remedy = remedyOf(finding)
  return [
    `### ${marks[severity]} ${escape(message)}`,
    '',
    `\`${span.file}:${span.line}\`${way === 'down' ? ' (way back)' : ''} · \`${rule}\``,
    '',
    ...locks.map(lock => `- locks ${escape(lockInWords(lock))}`),
    ...breaks.map(({ what }) => `- breaks: ${escape(what)}`),
    ...(remedy === undefined ? [] : [`- instead: ${escape(remedy.words)}`]),
    ...(remedy === undefined || remedy.code.length === 0 ? [] : ['', `\`\`\`${languages[framework]}`, ...remedy.code, '```']),
    '',
  ]
}

/** For a comment on a pull request. */
export const findingsMarkdown = ({ findings, diagnostics, migrations }: Checked): string => {
  const serious = findings.filter(({ severity }) => severity !== 'note')
  const notes = findings.filter(({ severity }) => severity === 'note')
  return [
    `## Migrations: ${serious.length === 0 && diagnostics.length === 0 ? 'nothing found' : `${serious.length} to look at`} (${migrations} read)`,
    '',
    ...diagnostics.map(
      ({ severity, message, span }) =>
        `- ${marks[severity]} ${escape(message)}${span === undefined ? '' : ` (\`${span.file}:${span.line}\`)`}`,
    ),
    ...(diagnostics.length === 0 ? [] : ['']),
    ...serious.flatMap(one),
    ...(notes.length === 0
      ? []
      : [
          `<details><summary>${notes.length} notes</summary>`,
          '',
          ...notes.map(({ message, span, rule }) => `- \`${span.file}:${span.line}\` ${escape(message)} (\`${rule}\`)`),
          '',
          '</details>',
          '',
        ]),
  ].join('\n')
}
