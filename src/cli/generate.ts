import { frameworkIds } from '../model/framework.ts'
import { phases } from '../model/gate.ts'
import { workspaceOf } from '../pipeline/workspace.ts'
import { withChangeOptions } from './change-options.ts'
import { checkPlans } from './check-plans.ts'
import type { Command } from './command.ts'
import { configured, environmentFor } from './config.ts'
import { UsageError, type ExitCode } from './exit-code.ts'
import type { GenerateOptions } from './generate-options.ts'
import { generateStages } from './generate-stages.ts'
import { layouts, layoutsOf } from './layouts.ts'
import { rehearse } from './rehearse.ts'
import { restamp } from './restamp.ts'
import { refuse } from './refuse.ts'
import type { Terminal } from './terminal.ts'

/** Writes the next files of a change for one framework, and its plan beside them. All files or none. */
export async function generate(given: GenerateOptions, terminal: Terminal): Promise<ExitCode> {
  const { whichPlan } = await import('../pipeline/life/which-plan.ts')
  const named = whichPlan(workspaceOf(given.change).root, given.change)
  if (!named.ok) return refuse(named.diagnostics, terminal)
  // A plan knows its database; the name of its folder does not lie in that one's.
  const database = given.database ?? named.value.stored?.state.database
  const answers = await configured({ ...given, ...(database === undefined ? {} : { database }) }, given.change, terminal)
  if (typeof answers === 'number') return answers
  const env = await environmentFor(given.env, answers.settings)
  const request = { ...answers, options: { ...answers.options, env }, given, named: named.value }
  if (given.restamp === true) return restamp(request, terminal)
  return given.phase === 'all' ? rehearse(request, terminal) : generateStages(request, terminal)
}

/** What single options cannot know of each other. */
function checkTogether({ change, check, to, layout, author, phase, stage, out, despiteGate }: Partial<GenerateOptions>): true {
  if (change === undefined && check !== true)
    throw new UsageError('generate needs a change file, or the name of a plan; --check looks at all plans')
  const known: readonly string[] = to === 'sql' || to === 'liquibase' ? layoutsOf[to] : []
  if (layout !== undefined && to !== undefined && !known.includes(layout))
    throw new UsageError(`--layout ${layout} is not one of ${to}: ${known.length === 0 ? 'it has one layout' : known.join(', ')}`)
  if (author !== undefined && to !== undefined && to !== 'liquibase')
    throw new UsageError(`--author is for Liquibase change sets; ${to} has no author`)
  if (stage !== undefined && !(Number.isInteger(stage) && stage > 0)) throw new UsageError('--stage must be the number of a stage: 1, 2, …')
  if (despiteGate?.trim() === '') throw new UsageError('--despite-gate must say why: --despite-gate "hotfix 4711, agreed with Ann"')
  if (out === '') throw new UsageError('--out must name a folder; . is this one')
  if (phase === 'all' && out === undefined)
    throw new UsageError(
      '--phase all is a rehearsal and needs --out DIR: later phases must not lie in the framework’s folder before their gate is passed',
    )
  return true
}

export const generateCommand: Command<GenerateOptions> = ({ terminal, finish }) => ({
  command: 'generate [change]',
  describe: 'write the next migration files of a change or plan for your framework',
  builder: yargs =>
    withChangeOptions(yargs)
      .positional('change', {
        type: 'string',
        describe: 'the change file; once its first files are written, the plan: its name, or its folder in lockstep/plans',
      })
      .option('to', { choices: frameworkIds, describe: 'the framework whose files are written [default: what the repository has]' })
      .option('framework-version', {
        type: 'string',
        requiresArg: true,
        describe: 'its version, such as 8.1 [default: what the repository has, else the newest supported]',
      })
      .option('layout', { choices: layouts, describe: 'sql: pairs, golang-migrate, goose or dbmate; liquibase: xml, yaml, json or sql' })
      .option('author', { type: 'string', requiresArg: true, describe: 'author of Liquibase change sets' })
      .option('jobs', {
        choices: ['inline', 'apart'] as const,
        describe: 'index builds, validations and backfills: in the migrations, or apart, to be run away from the deploy [default: inline]',
      })
      .option('phase', {
        choices: [...phases, 'all'] as const,
        describe: 'write what is next of this phase; all: a rehearsal, into --out [default: what is next, up to the next gate]',
      })
      .option('stage', { type: 'number', requiresArg: true, conflicts: 'phase', describe: 'write one stage, by its number in the plan' })
      .option('env', {
        type: 'string',
        requiresArg: true,
        describe: 'environment whose attestations pass the gate [default: the last of lockstep.config.ts, or production]',
      })
      .option('despite-gate', {
        type: 'string',
        requiresArg: true,
        describe: 'write a stage although its gate is open, and why; it is noted in the plan’s state',
      })
      .option('restamp', {
        type: 'boolean',
        conflicts: ['phase', 'stage', 'despite-gate'],
        describe: 'give written files that have run nowhere new versions, above what came meanwhile',
      })
      .option('database-url', {
        type: 'string',
        requiresArg: true,
        implies: 'restamp',
        describe: 'with --restamp: the database whose ledger says what has run [default: what is on the default branch has]',
      })
      .option('stack', {
        type: 'boolean',
        describe: 'plan it on the schema that the plan under way on the same table leads to; it waits until that one has ended',
      })
      .option('head', { type: 'string', requiresArg: true, describe: 'Alembic: the head to follow, where there are several' })
      .option('after', {
        type: 'string',
        requiresArg: true,
        describe: 'version, or head revision, that the files follow [default: the newest in the repository]',
      })
      .option('out', { type: 'string', requiresArg: true, describe: 'folder for the files [default: where the repository has them]' })
      .option('now', {
        type: 'string',
        requiresArg: true,
        describe: 'the clock, as ISO 8601, for files that are the same byte for byte',
        coerce: instant,
      })
      .option('force', { type: 'boolean', default: false, describe: 'overwrite files that are there with other content' })
      .option('check', {
        type: 'boolean',
        describe: 'for CI: write nothing, say whether the plans of the repository, or the one that is named, are fit to be merged',
      })
      .option('since', {
        type: 'string',
        requiresArg: true,
        implies: 'check',
        describe: 'branch to be merged into [default: the default branch]',
      })
      .option('format', {
        choices: ['text', 'json', 'github'] as const,
        implies: 'check',
        describe: 'json for programs, github for annotations [default: text]',
      })
      .check(options => checkTogether(options as Partial<GenerateOptions>))
      .example('$0 generate lockstep/changes/name.ts', 'the first files, where the repository has its migrations')
      .example('$0 generate rename_users_name_to_full_name', 'weeks later: the next ones, when the gate is passed')
      .example('$0 generate rename_users_name_to_full_name --restamp', 'others were merged first: move above them')
      .example('$0 generate name.ts --to sql --phase all --out try', 'a rehearsal of all, as try/<n>-<phase>/…')
      .example('$0 generate --check --since origin/main', 'in CI: order, heads, what others have done meanwhile')
      .example('$0 generate name.ts --to liquibase --layout yaml', 'a change log in YAML')
      .example('$0 generate name.ts --jobs apart', 'long work as tasks, which migrations assert to be through'),
  handler: async options => finish(await (options.check === true ? checkPlans(options, terminal) : generate(options, terminal))),
})

function instant(text: string): Date {
  const at = new Date(text)
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text) || Number.isNaN(at.getTime())) {
    throw new UsageError(`--now: "${text}" is no ISO 8601 time; write 2026-11-20T09:30:00Z`)
  }
  return at
}
