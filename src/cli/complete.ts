import type { Argv } from 'yargs'
import type { Form, FormOption } from '../pipeline/new/form.ts'
import type { Command, Session } from './command.ts'
import { commands, formsFor, idle } from './commands.ts'

/** A word that may stand there; a path of the user's is completed by the shell itself. */
export interface Candidate {
  readonly word: string
  readonly describe?: string
}

const files = 'files'
type Candidates = readonly Candidate[] | typeof files

interface KnownOption {
  readonly describe?: string
  readonly choices?: readonly (string | number)[]
  readonly type?: string
}

/** What a command says of itself when it is asked to build its options. */
interface Described {
  readonly options: ReadonlyMap<string, KnownOption>
  readonly positionals: readonly { readonly name: string; readonly choices: readonly (string | number)[] }[]
}

/** Options are told by the commands themselves: whatever they say while they are built is written down. */
function describeCommand(command: Command<object>, session: Session): Described {
  const made = command(session)
  const options = new Map<string, KnownOption>()
  const choices = new Map<string, readonly (string | number)[]>()
  const note = (name: string, option: KnownOption = {}): void => void options.set(name, option)
  const recorder: unknown = new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...given: readonly unknown[]) => {
          if (method === 'option') note(given[0] as string, given[1] as KnownOption)
          if (method === 'positional') choices.set(given[0] as string, (given[1] as KnownOption).choices ?? [])
          if (method === 'options')
            for (const [name, option] of Object.entries(given[0] as Readonly<Record<string, KnownOption>>)) note(name, option)
          return recorder
        },
    },
  )
  made.builder(recorder as Argv<object>)
  const [, ...words] = made.command.split(' ')
  const positionals = words.map(word => word.replaceAll(/[<>[\].]/g, ''))
  return { options, positionals: positionals.map(word => ({ name: word, choices: choices.get(word) ?? [] })) }
}

/** What stands on the line: which words are arguments, and the option whose value is being typed. */
function readWords(
  words: readonly string[],
  takesValue: (option: string) => boolean,
): { readonly plain: readonly string[]; readonly open?: string } {
  const plain: string[] = []
  let open: string | undefined
  for (const word of words) {
    if (open !== undefined) open = undefined
    else if (word.startsWith('--')) open = !word.includes('=') && takesValue(word.slice(2)) ? word.slice(2) : undefined
    else plain.push(word)
  }
  return { plain, ...(open === undefined ? {} : { open }) }
}

const asCandidates = (words: readonly (string | number)[]): readonly Candidate[] => words.map(word => ({ word: String(word) }))

const engines = ['postgres@12', 'postgres@13', 'postgres@14', 'postgres@15', 'postgres@16', 'postgres@17', 'postgres@18']

/** Options whose value is a file or folder of the user's. */
const paths = ['out', 'schema', 'folder', 'baseline', 'write-baseline', 'file']

async function valuesOf(name: string, option: KnownOption | undefined): Promise<Candidates> {
  if (option?.choices !== undefined) return asCandidates(option.choices)
  if (name === 'engine') return asCandidates(engines)
  if (name === 'database') return asCandidates((await (await import('../pipeline/completion/index.ts')).schemaNames()).databases)
  if (name === 'plan') return asCandidates((await import('../pipeline/completion/index.ts')).planWords())
  return paths.includes(name) ? files : []
}

async function argumentsOf({ name, choices }: Described['positionals'][number]): Promise<Candidates> {
  if (choices.length > 0) return asCandidates(choices)
  const { changeWords, planWords, topicWords } = await import('../pipeline/completion/index.ts')
  if (name === 'change') return asCandidates([...changeWords(), ...planWords()])
  if (name === 'plan') return asCandidates(planWords())
  if (name === 'topic') return asCandidates(topicWords())
  return ['paths', 'source', 'root'].includes(name) ? files : []
}

/** The words of one kind of change: names of the schema, by what stands there. */
async function wordOfForm(
  form: Form,
  plain: readonly string[],
  typed: string,
  open: FormOption | undefined,
): Promise<readonly Candidate[]> {
  const { schemaNames, wordsFor } = await import('../pipeline/completion/index.ts')
  const slot = form.slots[Math.min(plain.length, form.slots.length - 1)]
  const is =
    open === undefined ? (plain.length < form.slots.length || slot?.isRest === true ? slot?.is : undefined) : (open.takes ?? 'text')
  if (is === undefined) return []
  const isNew = form.name === 'add-column' && open === undefined
  return asCandidates(wordsFor({ is, typed, before: plain, isNew }, await schemaNames()))
}

/**
 * What the last of the words may become.
 *
 * @param words what stands after the program's name; the last is being typed, and may be empty
 */
async function candidatesFor(words: readonly string[], session: Session): Promise<Candidates> {
  const typed = words.at(-1) ?? ''
  const [name, ...rest] = words.slice(0, -1)
  if (name === undefined)
    return commands.map(each => each(session)).map(({ command, describe }) => ({ word: command.split(' ')[0] ?? '', describe }))
  const found = commands.find(each => each(session).command.split(' ')[0] === name)
  if (found === undefined) return []
  const described = describeCommand(found, session)
  const takesValue = (option: string): boolean => described.options.has(option) && described.options.get(option)?.type !== 'boolean'
  const { plain, open } = readWords(rest, takesValue)
  const form = name === 'new' ? session.forms.find(each => each.name === plain[0]) : undefined
  const [, stated] = /^--([\w-]+)=/.exec(typed) ?? []
  const option = open ?? stated
  if (option !== undefined) {
    const own = form?.options?.[option]
    const value = stated === undefined ? typed : typed.slice(stated.length + 3)
    const values =
      form !== undefined && own?.takes !== undefined && own.choices === undefined
        ? await wordOfForm(form, plain.slice(1), value, own)
        : await valuesOf(option, described.options.get(option))
    if (values === files || stated === undefined) return values
    return values.map(each => ({ ...each, word: `--${stated}=${each.word}` }))
  }
  if (typed.startsWith('-'))
    return [...described.options]
      .filter(([each]) => !rest.includes(`--${each}`))
      .map(([each, { describe }]) => ({ word: `--${each}`, ...(describe === undefined ? {} : { describe }) }))
  if (name === 'new' && plain.length === 0) return session.forms.map(({ name: word, does }) => ({ word, describe: does }))
  if (form !== undefined) return wordOfForm(form, plain.slice(1), typed, undefined)
  const argument = described.positionals[Math.min(plain.length, described.positionals.length - 1)]
  return argument === undefined ? [] : argumentsOf(argument)
}

/** bash breaks words at these, and wants back what comes after the last of them. */
const breaks = ['=', ':', '@']

function joinedWords(words: readonly string[]): { readonly words: readonly string[]; readonly head: string } {
  const joined: string[] = []
  let head = ''
  let goesOn = false
  for (const word of words) {
    const isBreak = breaks.includes(word)
    const previous = joined.at(-1)
    if (previous !== undefined && (isBreak || goesOn)) {
      head = isBreak ? previous + word : previous
      joined[joined.length - 1] = previous + word
    } else {
      head = ''
      joined.push(word)
    }
    goesOn = isBreak
  }
  return { words: joined, head }
}

/**
 * Answers a shell: a candidate a line, with what it means after a tab, or `:files` where the shell knows better.
 *
 * @param args the shell, and the words after the program's name up to the one being typed
 */
export async function complete([shell, ...args]: readonly string[]): Promise<string> {
  const { words, head } = shell === 'bash' ? joinedWords(args) : { words: args, head: '' }
  const typed = (words.at(-1) ?? '').replace(/^['"]/, '')
  const found = await candidatesFor([...words.slice(0, -1), typed], { ...idle, args: words, forms: await formsFor(words) })
  if (found === files) return ':files\n'
  return found
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, describe }) => word.slice(head.length) + (describe === undefined ? '' : `\t${describe.replaceAll(/\s+/g, ' ')}`))
    .map(line => `${line}\n`)
    .join('')
}
