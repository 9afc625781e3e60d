import { checkCommand } from './check.ts'
import type { Command, Session } from './command.ts'
import { completionCommand } from './completion.ts'
import { convertCommand } from './convert.ts'
import { explainCommand } from './explain.ts'
import { gateCommand } from './gate.ts'
import { generateCommand } from './generate.ts'
import { initCommand } from './init.ts'
import { newCommand } from './new.ts'
import { planCommand } from './plan.ts'
import { pullCommand } from './pull.ts'
import { replanCommand } from './replan.ts'
import { revertCommand } from './revert.ts'
import { statusCommand } from './status.ts'
import type { Terminal } from './terminal.ts'

/** In the order of the help. */
export const commands = [
  initCommand,
  newCommand,
  planCommand,
  generateCommand,
  statusCommand,
  gateCommand,
  replanCommand,
  revertCommand,
  checkCommand,
  convertCommand,
  pullCommand,
  explainCommand,
  completionCommand,
] as unknown as readonly Command<object>[]

const nobody: Terminal = { out: () => {}, isPainted: false, width: 80, report: () => Promise.resolve() }
/** For asking commands what they are called and take. */
export const idle: Session = { args: [], terminal: nobody, finish: () => {}, forms: [] }
/** What may stand first on a command line. */
export const commandNames: readonly string[] = commands.map(command => command(idle).command.split(' ')[0] ?? '')

/** Kinds of change are many; only what is about them loads them. */
export const formsFor = async (args: readonly string[]): Promise<Session['forms']> =>
  args.includes('new') ? (await import('../pipeline/new/forms/index.ts')).forms : []
