import type { Diagnostic } from '../model/diagnostic.ts'

/** What a command line is compared with when a word of it is unknown. */
export interface Vocabulary {
  readonly commands: readonly string[]
  /** Options of the command that was named, or of the program, without dashes. */
  readonly options: readonly string[]
}

interface Slip {
  readonly message: string
  /** The word as written, and those it may have been; the nearest is offered. */
  readonly word?: string
  readonly known?: readonly string[]
  readonly dashes?: '--'
}

/**
 * A mistake on the command line, with the word that was probably meant.
 *
 * @param message yargs's own, in English
 */
export async function usageDiagnostic(message: string, args: readonly string[], vocabulary: Vocabulary): Promise<Diagnostic> {
  const command = args.find(arg => vocabulary.commands.includes(arg))
  const help = command === undefined ? 'lockstep --help shows the commands' : `lockstep ${command} --help shows its options`
  const { word, known, dashes = '', ...slip } = readSlip(message, args, command, vocabulary)
  const { nearestWord } = await import('../pipeline.ts')
  const near = word === undefined || known === undefined ? undefined : await nearestWord(word, known)
  return {
    code: 'usage',
    severity: 'error',
    message: slip.message,
    help: near === undefined ? help : `did you mean ${dashes}${near}? ${help}`,
  }
}

/** What a command is about, where that is no change file. */
const needs: Readonly<Record<string, string>> = {
  check: 'a file or a folder of migrations',
  convert: 'a repository or a folder of migrations',
}

function readSlip(message: string, args: readonly string[], command: string | undefined, { commands, options }: Vocabulary): Slip {
  const invalid = /Argument: (?<option>\S+), Given: "?(?<word>[^"]*)"?, Choices: (?<choices>.+)/.exec(message)?.groups
  if (invalid !== undefined) {
    const known = (invalid['choices'] ?? '').split(', ').map(choice => choice.replaceAll('"', ''))
    return {
      message: `--${invalid['option']} must be one of ${known.join(', ')}, not ${invalid['word']}`,
      word: invalid['word'] ?? '',
      known,
    }
  }
  if (message.startsWith('Not enough non-option arguments'))
    return { message: `${command ?? 'lockstep'} needs ${needs[command ?? ''] ?? 'a change file'}` }
  const missing = /^Missing required arguments?: (.+)$/.exec(message)?.[1]
  if (missing !== undefined)
    return {
      message: `${missing
        .split(', ')
        .map(option => `--${option}`)
        .join(' and ')} must be given`,
    }
  const words = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1]?.split(', ')
  const both = /^Arguments (\S+) and (\S+) are mutually exclusive$/.exec(message)
  if (both !== null) return { message: `--${both[1]} and --${both[2]} exclude each other` }
  if (words === undefined) return { message: message.replaceAll('\n', ' ') }
  const written = args.map(arg => arg.replace(/=.*$/s, ''))
  const option = words.find(each => written.includes(`--${each}`) || written.includes(`-${each}`))
  if (option !== undefined) return { message: `there is no option --${option}`, word: option, known: options, dashes: '--' }
  const word = words[0] ?? ''
  return command === undefined
    ? { message: `there is no command ${word}`, word, known: commands }
    : { message: `${word} is one argument too many` }
}
