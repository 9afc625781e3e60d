import { envOption, openLines, stageOption } from '../../life/gate.ts'
import { writtenStages } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, type Diagnostic } from '../../model/diagnostic.ts'
import type { Stage } from '../../plan/plan.ts'
import { isInFlight } from '../../life/stored-plan.ts'
import { otherPlansInTheWay } from '../../life/two-plans.ts'
import { endObjections } from './end-objections.ts'
import { headsNamed } from './heads-named.ts'
import { neighboursInTheWay } from './neighbours.ts'
import { readPlans } from './plan-folder.ts'
import type { Standing } from './standing.ts'

/** What is about to be written, and where. */
export interface Writing {
  /** Of the workspace, absolute. */
  readonly root: string
  readonly stored: StoredPlan
  readonly stages: readonly Stage[]
  readonly standing: Standing
  /** Whose attestations count. */
  readonly environment: string
  /** The environment that is meant unless told; production when absent. */
  readonly usual?: string
  /** Why the stages are written although their gate is open. */
  readonly despite?: string
  /** What the new files are to follow, where the user says it. */
  readonly after?: string
  /** Alembic: the head they are to follow. */
  readonly head?: string
}

/** A reason not to write, with the remedy; none where nothing stands against it. */
type Check = (writing: Writing) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>

type Numbering = Pick<Writing, 'standing' | 'stored' | 'head' | 'after'>

const untouched = 'Nothing was written.'

const hasEnded: Check = ({ stored }) => endObjections(stored)

/** A stage is written after those before it. */
const isInOrder: Check = ({ stored: { slug, plan, state }, stages }) => {
  const written = new Set([...writtenStages(state), ...stages.map(({ number }) => number)])
  const [first] = stages
  const missing = plan.stages.filter(({ number }) => first !== undefined && number < first.number && !written.has(number))
  if (first === undefined || missing.length === 0) return []
  const named = missing.map(({ number, phase }) => `${number} (${phase})`).join(' and ')
  return [
    error(
      'stage-before-is-missing',
      `Stage ${first.number} (${first.phase}) of ${slug} comes after stage ${named}, which ${missing.length === 1 ? 'is' : 'are'} not written yet. ${untouched}`,
      `lockstep generate ${slug} writes the next ones; a rehearsal of all: --phase all --out DIR`,
    ),
  ]
}

/** What people have to say first has been said, for this environment. */
const gateIsPassed: Check = ({ stored, stages, environment, usual, despite }) =>
  despite !== undefined
    ? []
    : stages.flatMap(stage => {
        const open = openLines(stored, stage, environment)
        if (open.length === 0) return []
        const { slug } = stored
        return [
          error(
            'gate-is-open',
            [
              `Stage ${stage.number} (${stage.phase}) of ${slug} must not be written yet. Its gate is open for ${environment}: nobody has attested`,
              ...open.map(({ text }) => `- ${text}`),
              'No migration was written.',
            ].join('\n'),
            `when it is true: lockstep gate ${slug}${stageOption(stored, stage)} --attest "how you know"${envOption(environment, usual)}; to write it all the same: --despite-gate "reason"`,
          ),
        ]
      })

/** A revision follows one head. */
const hasOneHead = ({ standing: { framework, newest, all }, head, after, stored }: Numbering): readonly Diagnostic[] => {
  const isGraph = all.some(({ parents }) => parents !== undefined)
  if (!isGraph)
    return head === undefined
      ? []
      : [error('no-heads', `${framework.id} has no heads: --head is for Alembic. ${untouched}`, 'leave --head out, or say --after VERSION')]
  const listed = newest.map(({ version, path }) => `- ${version} (${path})`).join('\n')
  if (after !== undefined)
    return newest.some(({ version }) => version === after)
      ? []
      : [error('no-such-head', `${after} is no head of the revisions here. ${untouched}\n${listed}`, 'name one of these with --after')]
  if (head !== undefined) {
    const meant = headsNamed(newest, head)
    if (meant.length === 1) return []
    const found = meant.length === 0 ? 'is no head' : `may be any of ${meant.length} heads`
    return [
      error(
        'no-such-head',
        `${head === '' ? 'An empty --head' : head} ${found} of the revisions here. ${untouched}\n${listed}`,
        'name one of these with --head',
      ),
    ]
  }
  if (newest.length < 2) return []
  return [
    error(
      'several-heads',
      `The repository has ${newest.length} heads, and a new revision would not know which to follow. ${untouched}\n${listed}`,
      `merge them first: alembic merge heads; or choose: lockstep generate ${stored.slug} --head ${newest.at(-1)!.version}`,
    ),
  ]
}

const digitsOf = (name: string): string => name.slice(0, 'YYYY_MM_DD_HHMMSS'.length).replaceAll(/\D/g, '')

/** What the user says they come after is not overtaken already. */
const isAbove = ({ standing: { numbering, newest, framework }, after }: Numbering): readonly Diagnostic[] => {
  const [highest] = newest
  if (after === undefined || highest === undefined || numbering.isAbove === undefined) return []
  // Of Laravel's names the time is enough, with or without its underscores.
  const isOvertaken =
    framework.id === 'laravel'
      ? digitsOf(highest.version) > digitsOf(after)
      : numbering.isAbove(highest.version, after.replaceAll('_', '.'))
  if (!isOvertaken) return []
  return [
    error(
      'below-the-highest',
      `${highest.path} has the version ${highest.written ?? highest.version}, and files after ${after} would stand below it: ${framework.id} would run them out of order, or never. ${untouched}`,
      'leave --after out: new files then follow the highest',
    ),
  ]
}

/** What is left reckons with what others have done since. A plan that is made anew from its change file does. */
const fitsNeighbours: Check = ({ root, stored, standing: { repository } }) =>
  isInFlight(stored) || stored.state.change === undefined ? neighboursInTheWay(root, stored, repository) : []

/** One plan at a time on a table. Where a plan that is to begin meets one whose folder is broken, nobody knows what that one is about. */
const isAlone: Check = ({ root, stored }) => {
  const { plans, diagnostics } = readPlans(root)
  const matters = stored.state.files.length === 0 || stored.state.stackedOn !== undefined
  return [...(matters ? diagnostics : []), ...otherPlansInTheWay(stored, plans)]
}

/** What stands against numbering files so, whatever they hold. */
export const numberingObjections = (writing: Numbering): readonly Diagnostic[] => [...hasOneHead(writing), ...isAbove(writing)]

/** All that may stand against writing stages of a plan, in the order it is told. */
const checks: readonly Check[] = [hasEnded, isInOrder, isAlone, fitsNeighbours, gateIsPassed, hasOneHead, isAbove]

/** Everything that stands against it, and what to look at besides, as warnings; no error where files may be written. */
export const objections = async (writing: Writing): Promise<readonly Diagnostic[]> =>
  (await Promise.all(checks.map(async check => check(writing)))).flat()
