import type { ConversionReport, Fidelity, ReportedMigration } from './report.ts'
import { headline, meanings, passageLines, waysBackLine } from './words.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')

const wayBack = ({ wayBack: { by, grade, because } }: ReportedMigration): string =>
  grade === 'irreversible'
    ? `none${because === undefined ? '' : `: ${because}`}`
    : by === 'author'
      ? grade === 'exact'
        ? 'written'
        : 'written; does not lead back to the schema before'
      : `generated, ${grade}${because === undefined ? '' : `: ${because}`}`

/** For a pull request. */
export const conversionMarkdown = (report: ConversionReport): string => {
  const { shares } = report.totals
  const open = report.migrations.filter(({ passages }) => passages.length > 0)
  return `${[
    `# ${headline(report)}`,
    ...(report.because === undefined ? [] : [report.because]),
    [
      '| Share | Migrations | |',
      '| ---: | ---: | --- |',
      ...(Object.keys(shares) as Fidelity[]).map(
        fidelity => `| ${shares[fidelity].percent.toFixed(1)} % | ${shares[fidelity].count} | ${meanings[fidelity]} |`,
      ),
    ].join('\n'),
    `${waysBackLine(report)}.`,
    ...(report.notes.length === 0 ? [] : [report.notes.map(note => `- ${note}`).join('\n')]),
    ...(open.length === 0
      ? []
      : [
          '## To be looked at',
          open
            .flatMap(passageLines)
            .map(line => `- ${cell(line)}`)
            .join('\n'),
        ]),
    ...(report.diagnostics.length === 0
      ? []
      : [
          '## What reading met',
          report.diagnostics
            .map(
              ({ severity, message, span }) => `- ${severity}: ${span === undefined ? '' : `${span.file}:${span.line}: `}${cell(message)}`,
            )
            .join('\n'),
        ]),
    '## Every migration',
    [
      '| From | | Now | Way back |',
      '| --- | --- | --- | --- |',
      ...report.migrations.map(
        migration =>
          `| ${cell(`${migration.path}:${migration.line}`)} | ${migration.fidelity} | ${migration.files.map(cell).join('<br>') || 'joins branches; nothing to write'} | ${cell(wayBack(migration))} |`,
      ),
    ].join('\n'),
  ].join('\n\n')}\n`
}
