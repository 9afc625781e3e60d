import { conversionMarkdown } from './markdown.ts'
import type { ConversionReport } from './report.ts'
import { conversionText, type TextOptions } from './text.ts'

export type ConversionFormat = 'text' | 'md' | 'json'

export const renderConversion = (report: ConversionReport, format: ConversionFormat, options: TextOptions): string =>
  format === 'json'
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : format === 'md'
      ? conversionMarkdown(report)
      : conversionText(report, options)
