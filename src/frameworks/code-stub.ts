import type { StepOf } from '../steps/step.ts'

/** The lines of program code that is not translated, for a comment: indented as it was, without control characters. */
export const codeLines = (source: string): readonly string[] =>
  source
    .replace(/\n+$/, '')
    .split(/\r\n?|[\n\u0085\u2028\u2029]/)
    .map(line => line.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ').trimEnd())

/** What the file says when it stops there. */
export const codeMessage = ({ language, reason }: StepOf<'run-code'>): string =>
  `LOCKSTEP: this ${language} code was not translated (${reason}). Do by hand what it did, then delete this line.`
