import type { ReportFormat } from '../pipeline.ts'
import { withChangeOptions, type ChangeOptions } from './change-options.ts'
import type { Command } from './command.ts'
import { configured } from './config.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { makePlan } from './make-plan.ts'
import { policyText } from './policy-text.ts'
import type { Terminal } from './terminal.ts'

export interface PlanOptions extends ChangeOptions {
  readonly format: ReportFormat
  readonly explain: boolean
}

/** Prints the plan of a change file. Writes nothing to disk. */
export async function plan(given: PlanOptions, terminal: Terminal): Promise<ExitCode> {
  const answers = await configured(given, given.change, terminal)
  if (typeof answers === 'number') return answers
  const { options, settings } = answers
  const made = await makePlan(options, settings, terminal)
  if (typeof made === 'number') return made
  const { reportPlan } = await import('../pipeline.ts')
  const { format, explain } = options
  terminal.out(await reportPlan(made, { format, explain, isPainted: terminal.isPainted, width: terminal.width, now: new Date() }))
  if (explain && format === 'text') terminal.out(policyText(given, settings))
  return exitCode.clean
}

export const planCommand: Command<PlanOptions> = ({ terminal, finish }) => ({
  command: 'plan <change>',
  describe: 'show the smallest safe sequence of steps for a change',
  builder: yargs =>
    withChangeOptions(yargs)
      .option('format', {
        choices: ['text', 'md', 'json'] as const,
        default: 'text' as const,
        describe: 'text for a terminal, md for a pull request, json for programs',
      })
      .option('explain', { type: 'boolean', default: false, describe: 'say how each recipe was chosen and why each step is there' })
      .example('$0 plan lockstep/changes/rename-name.ts', 'what it locks, what that blocks, how to go back')
      .example('$0 plan rename-name.ts --engine postgres@12', 'the plan for an older server')
      .example('$0 plan rename-name.ts --explain', 'why it is this plan and no other')
      .example('$0 plan rename-name.ts --format md > PLAN.md', 'for the pull request')
      .example('$0 plan rename-name.ts --format json | jq .cost', 'for programs; docs/plan.schema.json describes it'),
  handler: async options => finish(await plan(options, terminal)),
})
