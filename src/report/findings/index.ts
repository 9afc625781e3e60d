import { findingsGithub, findingsGitlab } from './annotations.ts'
import type { Checked, FindingFormat } from './checked.ts'
import { findingsJson } from './json.ts'
import { findingsMarkdown } from './markdown.ts'
import { findingsSarif } from './sarif.ts'
import { findingsText, type FindingsTextOptions } from './text.ts'

export interface FindingsOptions extends FindingsTextOptions {
  readonly format: FindingFormat
  /** Of Lockstep. */
  readonly version: string
}

/** What was found, in the form its reader takes. */
export function renderFindings(checked: Checked, options: FindingsOptions): string {
  switch (options.format) {
    case 'text':
      return findingsText(checked, options)
    case 'json':
      return findingsJson(checked)
    case 'sarif':
      return findingsSarif(checked, options.version)
    case 'github':
      return findingsGithub(checked)
    case 'gitlab':
      return findingsGitlab(checked)
    case 'markdown':
      return findingsMarkdown(checked)
  }
}
