import type { Argv } from 'yargs'
import { shownSlot, usageOf, type Form } from '../pipeline/new/form.ts'
import type { Missing } from '../pipeline/new/index.ts'
import type { SchemaNames } from '../pipeline/completion/index.ts'
import type { Command } from './command.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import { refuse } from './refuse.ts'
import { nameOf, type Terminal } from './terminal.ts'
import { writeFiles } from './write-files.ts'

export interface NewOptions {
  readonly kind?: string
  readonly words?: readonly string[]
  readonly file?: string
  readonly database?: string
  readonly title?: string
  readonly dryRun?: boolean
  readonly out?: string
  /** Options of the kind, by their names. */
  readonly [option: string]: unknown
}

type Stated = Record<string, string | boolean | undefined>

/** Writes a change file of one kind: checked against the schema, never over another file. */
export async function newChangeFile(options: NewOptions, terminal: Terminal): Promise<ExitCode> {
  const { formOf, newChange, slipIn } = await import('../pipeline/new/index.ts')
  const kind = options.kind ?? (await askForKind(terminal))
  if (kind === undefined || kind === '')
    throw new UsageError(
      'new needs a kind of change',
      'lockstep new --help lists them; such as lockstep new rename-column users.name full_name',
    )
  const form = formOf(kind)
  if (form === undefined) throw await unknownKind(kind)
  const line = await completed(form, { words: [...(options.words ?? [])], options: statedOf(form, options) }, terminal)
  const slip = slipIn(form, line)
  if (slip !== undefined) throw new UsageError(slip, `lockstep new ${form.example}`)
  const { file, database, title } = options
  const made = await newChange({
    form,
    line,
    ...(file === undefined ? {} : { file }),
    ...(database === undefined ? {} : { database }),
    ...(title === undefined ? {} : { title }),
  })
  if (!made.ok) return refuse(made.diagnostics, terminal)
  const { files, change, diagnostics } = made.value
  if (options.dryRun === true || options.out === '-') {
    terminal.out(change.content)
    return exitCode.clean
  }
  const written = writeFiles(files, { force: false })
  if (!written.ok) {
    await terminal.report(written.diagnostics)
    return exitCode.failure
  }
  terminal.out(`${files.map(({ path }) => nameOf(path)).join('\n')}\n\nNext: lockstep plan ${shellWord(nameOf(change.path))}\n`)
  await terminal.report(diagnostics)
  return exitCode.clean
}

const shellWord = (word: string): string => (/^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)

async function unknownKind(kind: string): Promise<UsageError> {
  const [{ forms }, { nearestWord }] = await Promise.all([import('../pipeline/new/index.ts'), import('../pipeline.ts')])
  const near = await nearestWord(
    kind,
    forms.map(({ name }) => name),
  )
  return new UsageError(
    `there is no kind of change ${kind}`,
    `${near === undefined ? '' : `did you mean ${near}? `}lockstep new --help lists them`,
  )
}

const statedOf = ({ options = {} }: Form, given: NewOptions): Stated =>
  Object.fromEntries(Object.keys(options).map(name => [name, given[name] as string | boolean | undefined]))

/** Whoever is wrong so often wants to be told what is wrong, and not to be asked again. */
const tries = 5

async function askForKind({ ask }: Terminal): Promise<string | undefined> {
  if (ask === undefined) return undefined
  const [{ forms }, { nearestWord }] = await Promise.all([import('../pipeline/new/index.ts'), import('../pipeline.ts')])
  const kinds = forms.map(({ name }) => name)
  let question = 'What shall change? add-column, rename-column, add-index, …: '
  for (let n = 1; ; n += 1) {
    const kind = await ask(question, () => kinds)
    if (n === tries || kind === '' || kinds.includes(kind)) return kind
    const near = await nearestWord(kind, kinds)
    question = `There is no kind of change ${kind}. ${near === undefined ? 'lockstep new --help lists them.' : `Did you mean ${near}?`}\n`
  }
}

/** Shows what there is, and asks again where the answer is none of it. */
async function askForWord(
  form: Form,
  { slot, option, describe }: Missing,
  before: readonly string[],
  names: SchemaNames,
  ask: NonNullable<Terminal['ask']>,
): Promise<string> {
  const [{ offered, slipInAnswer }, { wordsFor }] = await Promise.all([
    import('../pipeline/new/offer.ts'),
    import('../pipeline/completion/index.ts'),
  ])
  const is = slot?.is ?? form.options?.[option ?? '']?.takes ?? 'text'
  const asked = { is, before, isNew: form.name === 'add-column' && is === 'column' }
  const list = offered(asked, names)
  let question = `${list === undefined ? '' : `${list}\n`}${form.name}: ${describe}? `
  for (let n = 1; ; n += 1) {
    const answer = await ask(question, typed => wordsFor({ ...asked, typed }, names))
    const slip = answer === '' || n === tries ? undefined : slipInAnswer(asked, answer, names)
    if (slip === undefined) return answer
    question = `${slip}\n${form.name}: ${describe}? `
  }
}

/** On a terminal what is missing is asked for; elsewhere the example says how it is written. */
async function completed(form: Form, line: { readonly words: string[]; readonly options: Stated }, { ask }: Terminal) {
  const { missingIn } = await import('../pipeline/new/index.ts')
  const missing = missingIn(form, line)
  if (missing.length === 0) return line
  const refuse = (lacking: readonly Missing[]): UsageError =>
    new UsageError(
      `${form.name} needs ${lacking.map(({ shown }) => shown).join(' and ')}: ${usageOf(form)}`,
      `such as lockstep new ${form.example}`,
    )
  if (ask === undefined) throw refuse(missing)
  const { schemaNames } = await import('../pipeline/completion/index.ts')
  const names = await schemaNames()
  for (const each of missing) {
    const answer = await askForWord(form, each, line.words, names, ask)
    if (answer === '') throw refuse([each])
    if (each.slot === undefined) line.options[each.option ?? ''] = answer
    else line.words[form.slots.indexOf(each.slot)] = answer
  }
  return line
}

/** The options of one kind, or where none is named the list of kinds. */
const withForm = (yargs: Argv<object>, form: Form | undefined, forms: readonly Form[]): Argv<object> => {
  if (form === undefined) return yargs.usage(kindsText(forms))
  return Object.entries(form.options ?? {}).reduce<Argv<object>>(
    (program, [name, { describe, choices, takes, isNeeded }]) =>
      program.option(name, {
        describe: isNeeded === true ? `${describe} [needed]` : describe,
        ...(choices === undefined && takes === undefined ? { type: 'boolean' as const } : { type: 'string' as const, requiresArg: true }),
        ...(choices === undefined ? {} : { choices }),
      }),
    yargs.usage(formText(form)),
  )
}

const kindsText = (forms: readonly Form[]): string => {
  const width = Math.max(...forms.map(({ name }) => name.length)) + 2
  const groups = [...new Set(forms.map(({ group }) => group))]
  return `lockstep new KIND ARGUMENTS\n\nWrites a change file, checked against the schema.\n\n${groups
    .map(
      group =>
        `${group}\n${forms
          .filter(form => form.group === group)
          .map(({ name, does }) => `  ${name.padEnd(width)}${does}`)
          .join('\n')}`,
    )
    .join('\n\n')}\n\nlockstep new KIND --help shows its arguments.`
}

const formText = (form: Form): string => {
  const width = Math.max(...form.slots.map(slot => shownSlot(slot).length)) + 2
  const slots = form.slots.map(slot => `  ${shownSlot(slot).padEnd(width)}${slot.describe}`)
  return `${usageOf(form)}\n\n${form.does}\n\n${slots.join('\n')}\n\nSuch as:\n  lockstep new ${form.example}`
}

export const newCommand: Command<NewOptions> = ({ terminal, finish, args, forms }) => ({
  command: 'new [kind] [words..]',
  describe: 'write a change file: lockstep new rename-column users.name full_name',
  builder: yargs => {
    // The value of an option may stand before the kind.
    const kind = args.find(arg => forms.some(({ name }) => name === arg))
    return withForm(
      yargs,
      forms.find(({ name }) => name === kind),
      forms,
    )
      .positional('kind', { type: 'string', describe: 'what shall change, such as rename-column' })
      .positional('words', { type: 'string', array: true, describe: 'what the kind takes' })
      .option('file', { type: 'string', requiresArg: true, describe: 'name or path of the file; made from the title unless told' })
      .option('title', { type: 'string', requiresArg: true, describe: 'title of the change; made from the arguments unless told' })
      .option('database', { type: 'string', requiresArg: true, describe: 'which database of lockstep.config.ts, where there are several' })
      .option('dry-run', { type: 'boolean', describe: 'print the file, write nothing' })
      .option('out', { choices: ['-'] as const, requiresArg: true, describe: 'the same' })
      .epilogue('Asks on a terminal for what is missing. Never writes over a file.')
  },
  handler: async options => finish(await newChangeFile(options, terminal)),
})
