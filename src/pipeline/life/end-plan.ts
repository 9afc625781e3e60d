import { writtenStages, type PlanEnd } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { planSlugs, readPlan } from './plan-folder.ts'
import { readGate } from './read-gate.ts'

interface Ending {
  readonly root: string
  readonly stored: StoredPlan
  readonly by: string
  /** The day, `2026-11-20`. */
  readonly on: string
}

const hasEnded = ({ slug, state: { end } }: StoredPlan) =>
  error('plan-has-ended', `The plan ${slug} was ${end?.how} on ${end?.on} already.`, 'lockstep status --all shows it')

const ended = (stored: StoredPlan, end: PlanEnd): StoredPlan => ({ ...stored, state: { ...stored.state, end } })

/**
 * The plan as finished: every stage is written, and has run, as a database shows or somebody says.
 *
 * @param databaseUrl is asked whether every file has run
 */
export const finishPlan = async ({ root, stored, by, on }: Ending, databaseUrl: string | undefined): Promise<Result<StoredPlan>> => {
  const { slug, plan, state } = stored
  if (state.end !== undefined) return fail(hasEnded(stored))
  const written = writtenStages(state)
  const left = plan.stages.filter(({ number }) => !written.has(number))
  if (left.length > 0)
    return fail(
      error(
        'plan-is-not-through',
        `${slug} is not finished: ${left.map(({ number, phase }) => `stage ${number} (${phase})`).join(' and ')} ${left.length === 1 ? 'is' : 'are'} not written. Nothing was written down.`,
        `go on: lockstep generate ${slug}; or give it up: lockstep status --abandon ${slug} --because "why"`,
      ),
    )
  if (databaseUrl !== undefined) {
    const stage = { number: plan.stages.length + 1, phase: 'contract', gate: [], units: [], fingerprint: '' } as const
    const reading = await readGate({ root, stored, stage, environment: '', databaseUrl, sample: 0, timeout: 30 })
    if (!reading.ok) return reading
    const open = reading.value.lines.filter(line => line.state !== 'holds')
    // What a later file took back leaves nothing to see where no ledger is kept.
    const isHidden = open.every(({ state: is, found }) => is === 'open' && found?.startsWith('nothing') === true)
    if (open.length > 0)
      return fail(
        error(
          'plan-has-not-run',
          [
            isHidden ? `This database cannot show that ${slug} is finished:` : `${slug} is not finished in this database:`,
            ...open.map(({ text, found }) => `- ${isHidden ? 'not shown' : 'not so'}: ${text}${found === undefined ? '' : ` (${found})`}`),
            'Nothing was written down.',
          ].join('\n'),
          isHidden
            ? `who has seen its files run says so without --database-url: lockstep status --finish ${slug}`
            : 'run its files there first',
        ),
      )
  }
  return ok(
    ended(stored, {
      how: 'finished',
      on,
      by,
      ...(databaseUrl === undefined ? {} : { because: 'every file has run, as the database shows' }),
    }),
  )
}

/**
 * The plan that another was to undo, as it is when that is given up before any file of it is written: nothing of it is undone, and it
 * has not ended. Nothing where there is no such plan.
 */
export const standsAgain = (root: string, { slug, state: { reverts, files } }: StoredPlan): StoredPlan | undefined => {
  if (reverts === undefined || files.length > 0 || !planSlugs(root).includes(reverts)) return undefined
  const original = readPlan(root, reverts)
  if (!original.ok) return undefined
  const { end, undone, ...rest } = original.value.state
  if (end?.how === 'reverted') return { ...original.value, state: { ...rest, ...(undone === undefined ? {} : { undone }) } }
  if (end !== undefined || undone?.by !== slug) return undefined
  const { earlier } = undone
  return { ...original.value, state: { ...rest, ...(earlier === undefined ? {} : { undone: earlier }) } }
}

/** The plan as given up: what is written of it stays. */
export const abandonPlan = ({ stored, by, on }: Ending, because: string): Result<StoredPlan> =>
  stored.state.end === undefined ? ok(ended(stored, { how: 'abandoned', on, by, because })) : fail(hasEnded(stored))
