import { join } from 'node:path'
import { workspaceOf } from '../pipeline/workspace.ts'
import type { Command } from './command.ts'
import { environmentFor, settingsFor } from './config.ts'
import { exitCode, UsageError, type ExitCode } from './exit-code.ts'
import { stated } from './make-plan.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'
import { today } from './today.ts'
import { writeFiles } from './write-files.ts'

export interface GateOptions {
  readonly plan?: string
  readonly stage?: number
  /** The last of the configuration's when absent; production where it names none. */
  readonly env?: string
  readonly databaseUrl?: string
  readonly format: 'text' | 'json'
  readonly sample: number
  readonly timeout: number
  readonly attest?: string
  readonly retract: boolean
  /** `2`, `2,3`; several where it is stated several times. */
  readonly line?: string | readonly string[]
  readonly by?: string
}

/** Shows the gate of a plan's next stage, or takes down somebody's word on it. */
export async function gate(options: GateOptions, terminal: Terminal): Promise<ExitCode> {
  const { root } = workspaceOf()
  const [{ gateObjections }, { findPlan }, { readGate }, { reportGate, stageOption }, { stageOf }] = await Promise.all([
    import('../pipeline/life/end-objections.ts'),
    import('../pipeline/life/find-plan.ts'),
    import('../pipeline/life/read-gate.ts'),
    import('../pipeline/life/report-life.ts'),
    import('../pipeline/life/stage-of.ts'),
  ])
  const found = findPlan(root, options.plan)
  if (!found.ok) return refuse(found.diagnostics, terminal)
  const over = gateObjections(found.value)
  if (over.length > 0) return refuse(over, terminal)
  const stage = stageOf(found.value, options.stage)
  if (!stage.ok) return refuse(stage.diagnostics, terminal)
  const settings = await settingsFor(undefined, found.value.state.database, terminal)
  if (typeof settings === 'number') return settings
  const environment = await environmentFor(options.env, settings)
  let stored = found.value
  if (options.attest !== undefined || options.retract) {
    const { attestGate, ownName, retractGate } = await import('../pipeline/life/attest-gate.ts')
    const { stateFile } = await import('../pipeline/life/plan-folder.ts')
    const lines = { stage: stage.value, lines: numbersIn(options.line), environment }
    const by = options.by ?? ownName(root)
    if (options.attest !== undefined && by === undefined)
      throw new UsageError('--by must say who attests it: git does not know your name here')
    const said =
      options.attest === undefined
        ? retractGate(stored, lines)
        : attestGate(stored, lines, { by: by ?? '', because: options.attest, on: today() })
    if (!said.ok) return refuse(said.diagnostics, terminal)
    stored = said.value
    const { path, content } = stateFile(stored.slug, stored.state)
    const written = writeFiles([{ path: join(root, path), content }], { force: true })
    if (!written.ok) return refuse(written.diagnostics, terminal)
  }
  const { databaseUrl, sample, timeout, format } = options
  const reading = await readGate({
    root,
    stored,
    stage: stage.value,
    environment,
    sample,
    timeout,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  if (!reading.ok) return refuse(reading.diagnostics, terminal)
  const usual = stated({ usual: settings.environments.at(-1) })
  const how = { format, isPainted: terminal.isPainted, width: terminal.width, stageOption: stageOption(stored, stage.value) }
  terminal.out(reportGate(reading.value, { ...how, ...usual }))
  return reading.value.passed ? exitCode.clean : exitCode.findings
}

function numbersIn(line: string | readonly string[] | undefined): readonly number[] {
  const words = [line ?? []]
    .flat()
    .flatMap(each => each.split(','))
    .map(word => word.trim())
  const wrong = words.find(word => !/^[1-9]\d*$/.test(word))
  if (wrong !== undefined) throw new UsageError(`--line: "${wrong}" is no number of a line; write --line 2 or --line 2,3`)
  return words.map(Number)
}

function checkTogether({ attest, retract, line, by, stage, sample, timeout }: Partial<GateOptions>): true {
  if (attest !== undefined && retract === true) throw new UsageError('--attest and --retract exclude each other')
  if (attest !== undefined && attest.trim() === '') throw new UsageError('--attest must say why: how it is known that the line holds')
  if (attest === undefined && retract !== true && line !== undefined) throw new UsageError('--line goes with --attest or --retract')
  if (attest === undefined && by !== undefined) throw new UsageError('--by goes with --attest')
  if (stage !== undefined && !(Number.isInteger(stage) && stage > 0)) throw new UsageError('--stage must be the number of a stage: 1, 2, …')
  if (sample !== undefined && !(sample >= 0 && sample <= 600)) throw new UsageError('--sample must be 0 to 600 seconds')
  if (timeout !== undefined && !(timeout > 0)) throw new UsageError('--timeout must be a number of seconds above 0')
  return true
}

export const gateCommand: Command<GateOptions> = ({ terminal, finish }) => ({
  command: 'gate [plan]',
  describe: 'say whether the next stage of a plan may run, and attest what only people know',
  builder: yargs =>
    yargs
      .positional('plan', { type: 'string', describe: 'the plan, as lockstep/plans names it [default: the only one under way]' })
      .option('stage', { type: 'number', requiresArg: true, describe: 'the stage [default: the next one to be written]' })
      .option('env', {
        type: 'string',
        requiresArg: true,
        describe: 'the environment whose attestations count [default: the last of lockstep.config.ts, or production]',
      })
      .option('database-url', {
        type: 'string',
        requiresArg: true,
        describe: 'asked whether earlier stages have run and the data fits; read-only, through a pooler too',
      })
      .option('format', {
        choices: ['text', 'json'] as const,
        default: 'text' as const,
        describe: 'json for pipelines; docs/life.md describes it',
      })
      .option('sample', {
        type: 'number',
        requiresArg: true,
        default: 5,
        describe: 'seconds between two counts of a backfill’s rows, for its speed; 0 counts once',
      })
      .option('timeout', { type: 'number', requiresArg: true, default: 30, describe: 'longest time a question may take, in seconds' })
      .option('attest', { type: 'string', requiresArg: true, describe: 'write down that lines hold, and how you know' })
      .option('line', {
        type: 'string',
        requiresArg: true,
        describe: 'the lines that are meant, such as 2 or 2,3 [default: all that only people know]',
      })
      .option('by', { type: 'string', requiresArg: true, describe: 'whose word it is [default: git’s user.name and user.email]' })
      .option('retract', { type: 'boolean', default: false, describe: 'take back what was attested' })
      .check(options => checkTogether(options as Partial<GateOptions>))
      .example('$0 gate rename_users_name', 'what the next stage waits for')
      .example('$0 gate rename_users_name --database-url "$DATABASE_URL"', 'asks the database: exit code 0 passed, 1 not passed')
      .example('$0 gate rename_users_name --attest "release 412 is out, old pods are gone" --line 3,4', 'into state.json, to be committed'),
  handler: async options => finish(await gate(options, terminal)),
})
