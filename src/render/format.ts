export type FormattedLanguage = 'typescript' | 'json' | 'yaml' | 'markdown'

/**
 * Formats a text Lockstep itself has written (a DSL file, a report, a configuration) with prettier.
 * Migrations do not pass through here: their layout is their templates', in each framework's own style.
 * Rejects when the text does not parse.
 */
export const formatText = async (text: string, language: FormattedLanguage): Promise<string> => {
  const { format } = await import('prettier')
  return format(text, { parser: language, semi: false, singleQuote: true, printWidth: 120 })
}
