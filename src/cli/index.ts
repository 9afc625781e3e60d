import yargs, { type Argv, type CommandModule } from 'yargs'
import type { Session } from './command.ts'
import { commandNames, commands, formsFor } from './commands.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { usageDiagnostic, type Vocabulary } from './usage-diagnostic.ts'

const exitCodes = 'Exit codes: 0 done, 1 findings, 2 failure, 64 the command line itself is wrong.'
const epilogue = `${exitCodes}
Start with \`lockstep init\`. Have migrations already? \`lockstep check\` says what they do. To plan a change: \`lockstep new\`,
\`lockstep plan\`, then \`lockstep generate\`.
The package's docs folder has the guide.`

const isAskingForHelp = (arg: string): boolean => ['help', '--help', '-h'].includes(arg)

const programFor = (session: Session) => {
  const { args, terminal } = session
  const modules = commands.map(command => {
    const { builder, ...rest } = command(session)
    // yargs forgets the program's epilogue inside a command.
    return { ...rest, builder: (own: Argv<object>) => (builder(own) as Argv<object>).epilogue(exitCodes) } as unknown as CommandModule
  })
  const program = yargs([...args])
    .locale('en')
    .scriptName('lockstep')
    .usage('$0 <command>\n\nDescribe a schema change once; get migration files for your framework that keep the application running.')
    .command(modules)
    .demandCommand(1, `say what to do: ${commandNames.slice(0, -1).join(', ')} or ${commandNames.at(-1)}`)
    .strict()
    .check(statedOnce)
    .version(false)
    .help('help', 'show this help')
    .alias('help', 'h')
    .wrap(Math.min(terminal.width, 110))
    .epilogue(epilogue)
    .exitProcess(false)
    // Without a throw yargs would run the command all the same.
    .fail((message, problem) => {
      throw problem ?? new UsageError(message)
    })
  return args.some(isAskingForHelp) ? program : withoutCachedHelp(program)
}

/** yargs makes up the help of every command it runs, in case it fails later; here that takes longer than planning a change. */
const withoutCachedHelp = <T>(program: Argv<T>): Argv<T> => {
  const internals = program as unknown as {
    readonly getInternalMethods?: () => { readonly getUsageInstance: () => { cacheHelpMessage: () => void } }
  }
  const usage = internals.getInternalMethods?.().getUsageInstance()
  if (usage !== undefined) usage.cacheHelpMessage = () => {}
  return program
}

const mayBeSeveral = ['_', 'paths', 'line', 'words']

/** yargs makes a list of what stands twice, which no option here takes. */
const statedOnce = (options: object): true => {
  const twice = Object.entries(options).find(([name, value]) => !mayBeSeveral.includes(name) && Array.isArray(value))?.[0]
  if (twice !== undefined) throw new UsageError(`--${twice.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} is stated twice`)
  return true
}

/**
 * Runs the command line.
 *
 * @param args what stands after the program's name
 * @returns the exit code; a thrown error is a bug in Lockstep
 */
export async function run(args: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  if (args[0] === '__complete') {
    terminal.out(await (await import('./complete.ts')).complete(args.slice(1)))
    return exitCode.clean
  }
  let code: ExitCode = exitCode.clean
  const print = (_: unknown, __: unknown, output: string): void => {
    if (output !== '') terminal.out(`${output}\n`)
  }
  try {
    await programFor({ args, terminal, finish: finished => (code = finished), forms: await formsFor(args) }).parseAsync(
      [...args],
      {},
      print,
    )
    return code
  } catch (problem) {
    if (!(problem instanceof Error) || !(problem instanceof UsageError || problem.name === 'YError')) throw problem
    const told = await usageDiagnostic(problem.message, args, await vocabularyOf(args, terminal))
    await terminal.report([problem instanceof UsageError && problem.help !== undefined ? { ...told, help: problem.help } : told])
    return exitCode.usage
  }
}

/** The options there are, as the help of the command names them. */
async function vocabularyOf(args: readonly string[], terminal: Terminal): Promise<Vocabulary> {
  const [command] = args.filter(arg => commandNames.includes(arg))
  const words = command === 'new' ? args.filter(arg => !arg.startsWith('-')).slice(0, 2) : command === undefined ? [] : [command]
  const help = await programFor({ args: words, terminal, finish: () => {}, forms: await formsFor(args) }).getHelp()
  return { commands: commandNames, options: [...new Set([...help.matchAll(/--([a-z][a-z-]*)/g)].map(([, option = '']) => option))] }
}
