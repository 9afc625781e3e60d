declare const language: unique symbol

export type Language = 'ruby' | 'php' | 'python' | 'sql' | 'xml' | 'yaml' | 'json'

/**
 * Source text that may stand in a file of the language as it is. Templates take nothing else, so a user's
 * raw text cannot reach a file except through a literal printer.
 */
export type Source<L extends Language> = string & { readonly [language]: L }

/** Only for literal printers and for rendered templates: claims that the text is valid source. */
export const source = <L extends Language>(text: string): Source<L> => text as Source<L>

/** One line without control characters, for comments. Line and paragraph separators count as line ends in some languages. */
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim()

/**
 * May the text stand in an indented here-document that removes the common indentation again, and come out
 * as it went in? Blank-only lines, an indented whole, carriage returns and control characters may not.
 */
export const survivesIndenting = (text: string): boolean =>
  !/^[ \t]+$/m.test(text) &&
  !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) &&
  !text.startsWith('\n') &&
  !text.endsWith('\n') &&
  /^[^\s]/m.test(text)

/** A here-document label that no line of the text starts with: `SQL`, else `SQL_1`, `SQL_2`, … */
export const labelFor = (text: string, wanted = 'SQL'): string => {
  const isTaken = (label: string): boolean => new RegExp(`^[ \\t]*${label}\\b`, 'm').test(text)
  let label = wanted
  for (let n = 1; isTaken(label); n++) label = `${wanted}_${n}`
  return label
}
