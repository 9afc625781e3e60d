import type { Diagnostic } from '../model/diagnostic.ts'

/** What a command line is compared with when a word of it is unknown. */
export interface Vocabulary {
  readonly commands: readonly string[]
  /** Options of the command that was named, or of the program, without dashes. */
  readonly options: readonly string[]
}

const unknown = /^Unknown (?:arguments?|commands?): (.+)$/

/**
 * A mistake on the command line, with the word that was probably meant.
 *
 * @param message yargs's own, in English
 */
export async function usageDiagnostic(message: string, args: readonly string[], { commands, options }: Vocabulary): Promise<Diagnostic> {
  const command = args.find(arg => commands.includes(arg))
  const help = command === undefined ? 'lockstep --help shows the commands' : `lockstep ${command} --help shows its options`
  const words = unknown.exec(message)?.[1]?.split(', ')
  if (words === undefined) return { code: 'usage', severity: 'error', message: message.replaceAll('\n', '; '), help }
  const { nearestWord } = await import('../pipeline.ts')
  const word = words.find(each => args.some(arg => arg.replace(/^--?/, '').split('=')[0] === each)) ?? words[0] ?? ''
  const isOption = args.some(arg => arg.startsWith('-') && arg.replace(/^--?/, '').split('=')[0] === word)
  const near = await nearestWord(word, isOption ? options : commands)
  return {
    code: 'usage',
    severity: 'error',
    message: isOption ? `there is no option --${word}` : command === undefined ? `there is no command ${word}` : `${word} is one argument too many`,
    help: near === undefined || (!isOption && command !== undefined) ? help : `did you mean ${isOption ? '--' : ''}${near}? ${help}`,
  }
}
