import type { Command } from './command.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'

export interface ExplainOptions {
  readonly topic?: string
}

/** Prints what Lockstep knows about a change, a step, a hazard or a rule; without a topic, what there is to ask about. */
export async function explain({ topic }: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const pipeline = await import('../pipeline.ts')
  const explained = await pipeline.explain(topic, { isPainted: terminal.isPainted, width: terminal.width })
  if (!explained.ok) return refuse(explained.diagnostics, terminal)
  terminal.out(explained.value)
  return exitCode.clean
}

export const explainCommand: Command<ExplainOptions> = ({ terminal, finish }) => ({
  command: 'explain [topic]',
  describe: 'say what a change, a step, a hazard or a rule is, and what it costs',
  builder: yargs =>
    yargs
      .positional('topic', {
        type: 'string',
        describe: 'such as rename-column, add-constraint, blocks-writes or create-index-blocks-writes; everything there is when left out',
      })
      .example('$0 explain', 'what there is to ask about')
      .example('$0 explain rename-column', 'how a change is done, and why not otherwise')
      .example('$0 explain validate-constraint', 'what a step locks, blocks and costs'),
  handler: async options => finish(await explain(options, terminal)),
})
