import type { Command } from './command.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export interface CompletionOptions {
  readonly shell: (typeof shells)[number]
}

/** Prints the script that lets a shell ask for what may come next. */
export async function completion({ shell }: CompletionOptions, terminal: Terminal): Promise<ExitCode> {
  const { createTemplates } = await import('../pipeline/templates.ts')
  terminal.out((await createTemplates())(`completion/${shell}`, {}))
  return exitCode.clean
}

export const completionCommand: Command<CompletionOptions> = ({ terminal, finish }) => ({
  command: 'completion <shell>',
  describe: 'print the script that completes commands, options, and the names of your schema',
  builder: yargs =>
    yargs
      .positional('shell', { choices: shells, demandOption: true, describe: 'the shell' })
      .example('source <(lockstep completion bash)', 'in ~/.bashrc')
      .example('source <(lockstep completion zsh)', 'in ~/.zshrc, after compinit')
      .example('lockstep completion fish > ~/.config/fish/completions/lockstep.fish', 'once'),
  handler: async options => finish(await completion(options, terminal)),
})
