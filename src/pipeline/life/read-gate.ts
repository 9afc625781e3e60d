import type { DatabaseSession } from '../../engines/postgres/ask-database.ts'
import { attestationOf, conditionsOf, type Condition } from '../../life/gate.ts'
import type { BackfillProgress, GateReading, LineReading } from '../../life/gate-reading.ts'
import { isMissing, judgeUnit, type AskedUnit, type UnitVerdict } from '../../life/judge-stage.ts'
import { partsOf, type Parts } from '../../life/parts.ts'
import { writtenStages, type Attestation } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { unitsToJudge } from '../../life/run-ahead.ts'
import { tracesOf, unitsUpTo } from '../../life/traces.ts'
import type { Ask } from '../../model/answer.ts'
import { ok, type Result } from '../../model/diagnostic.ts'
import { keyOf, type Name } from '../../model/name.ts'
import type { Stage, Unit } from '../../plan/plan.ts'
import type { Engine } from '../../steps/engine.ts'
import { loadEngine } from '../registry.ts'
import { readApplied, type Applied } from './applied.ts'
import { readBuilds, readWaiting } from './jobs-now.ts'
import { countRows, measureBackfills, type BegunBackfill } from './measure-backfill.ts'

export interface GateRequest {
  /** Root of the workspace. */
  readonly root: string
  readonly stored: StoredPlan
  readonly stage: Stage
  readonly environment: string
  /** Nothing is asked without one. */
  readonly databaseUrl?: string
  /** Seconds between the two counts of a backfill; 0 measures no rate. */
  readonly sample: number
  /** Longest time a question may take, seconds. */
  readonly timeout: number
}

/** Reads the gate of a stage: what the database says of it now, and what people attested. */
export const readGate = async (request: GateRequest): Promise<Result<GateReading>> => {
  const { stored, databaseUrl, timeout } = request
  const engine = await loadEngine(stored.plan.engine)
  if (databaseUrl === undefined) return ok(await readingOf(request, engine))
  const { askDatabase } = await import('../../engines/postgres/ask-database.ts')
  return askDatabase(databaseUrl, { timeout: timeout * 1000 }, session => readingOf(request, engine, session))
}

/** A unit with what was found of it, and since when. */
interface Found {
  readonly asked: AskedUnit
  readonly verdict: UnitVerdict
  /** It is of a stage that need not have run, and nothing shows that it or one after it has. */
  readonly isAhead: boolean
  readonly at: number
}

const readingOf = async (request: GateRequest, engine: Engine, session?: DatabaseSession): Promise<GateReading> => {
  const { root, stored, stage, environment, sample } = request
  const { plan, state, slug } = stored
  const isWritten = writtenStages(state).has(stage.number)
  const live = session === undefined ? undefined : partsOf(await session.readCatalog())
  const applied = session === undefined ? undefined : await readApplied(session.ask, root, stored, engine)
  const to = Math.max(stage.number - 1, ...writtenStages(state))
  const asked = session === undefined || live === undefined ? [] : await askUnits(request, to, session.ask, live, applied, engine)
  const found = asked.filter(({ isAhead }) => !isAhead)
  const lines: LineReading[] = []
  for (const condition of conditionsOf(stored, stage)) {
    const attestation = attestationOf(state, stage.number, condition.text, environment)
    const known = { number: condition.number, kind: condition.kind, text: condition.text }
    lines.push({ ...known, ...(await readLine(condition, { attestation, found, live, session, engine })) })
  }
  return {
    format: 1,
    plan: slug,
    title: plan.title,
    environment,
    stage: stage.number,
    stages: plan.stages.length,
    phase: stage.phase,
    isWritten,
    passed: lines.every(line => line.state === 'holds'),
    lines,
    ...(session === undefined
      ? { backfills: [], builds: [], waiting: [] }
      : {
          backfills: await progressOf(asked, sample, session.ask, engine),
          builds: await readBuilds(session.ask),
          waiting: await readWaiting(session.ask, relationsOf(stored), engine),
        }),
  }
}

/** Every file of the stages up to a number, as far as they can have run: its traces in the catalog, its rows, and the framework's own record. */
const askUnits = async (
  { stored, stage }: GateRequest,
  to: number,
  ask: Ask,
  live: Parts,
  applied: Applied | undefined,
  engine: Engine,
): Promise<readonly Found[]> => {
  const found: Found[] = []
  const { plan, schema: start } = stored
  const { semantics } = engine
  const isRecordedOf = (unit: Unit): boolean | undefined => recordOf(stored, unit.id, applied)
  const count = unitsToJudge({ plan, start, from: stage.number - 1, to, live, semantics, isRecorded: isRecordedOf })
  const ahead = tracesOf(plan, start, unitsUpTo(plan, to).length, semantics).slice(count)
  for (const [n, traces] of [...tracesOf(plan, start, count, semantics), ...ahead].entries()) {
    const counted: AskedUnit['counted'][number][] = []
    const at = Date.now()
    for (const rows of traces.rows) counted.push({ rows, answer: await countRows(ask, rows, engine) })
    const isRecorded = isRecordedOf(traces.unit)
    const asked: AskedUnit = { traces, counted, ...(isRecorded === undefined ? {} : { isRecorded }) }
    found.push({ asked, verdict: judgeUnit(asked, live), at, isAhead: n >= count })
  }
  return found
}

/** A unit may be several files, each with a version of its own. */
const recordOf = ({ state }: StoredPlan, unit: string, applied: Applied | undefined): boolean | undefined => {
  const records = state.files
    .filter(file => file.unit === unit)
    .flatMap(({ version }) => (version === undefined ? [] : [applied?.versions.get(version)]))
  return records.length === 0 || records.includes(undefined) ? undefined : records.every(each => each === true)
}

interface Known {
  readonly attestation: Attestation | undefined
  readonly found: readonly Found[]
  readonly live: Parts | undefined
  readonly session: DatabaseSession | undefined
  readonly engine: Engine
}

const readLine = async (condition: Condition, known: Known): Promise<Omit<LineReading, 'number' | 'kind' | 'text'>> => {
  switch (condition.kind) {
    case 'attested':
      return byWord(known.attestation, 'open')
    case 'stage-ran':
      return known.session === undefined ? byWord(known.attestation, 'not asked') : stageRan(condition.stage, known)
    case 'proved':
      return { query: condition.query, ...(await provedLine(condition, known.session)) }
    case 'fact':
      return factLine(condition, known)
  }
}

const byWord = (attestation: Attestation | undefined, otherwise: 'open' | 'not asked') => ({
  state: attestation === undefined ? otherwise : attestation.despite === true ? ('open' as const) : ('holds' as const),
  ...(attestation === undefined ? {} : { attestation }),
})

const stageRan = (stage: number, { found, attestation }: Known): Omit<LineReading, 'number' | 'kind' | 'text'> => {
  const own = found.filter(({ asked }) => asked.traces.stage.number === stage)
  const said = (has: UnitVerdict['has']): readonly string[] =>
    own.flatMap(({ asked, verdict }) =>
      verdict.has === has ? [`${asked.traces.unit.slug}${'because' in verdict ? `: ${verdict.because}` : ''}`] : [],
    )
  const rows = own
    .flatMap(({ asked }) => asked.counted.flatMap(({ answer }) => ('left' in answer ? [answer.left] : [])))
    .reduce((a, b) => a + b, 0)
  const missing = said('not run')
  if (missing.length > 0) return { state: 'open', found: `not run: ${missing.join('; ')}`, ...(rows > 0 ? { rows } : {}) }
  const unanswered = said('unanswered')
  if (unanswered.length > 0) return { state: 'unanswered', found: unanswered.join('; ') }
  const unknown = said('unknown')
  if (unknown.length === 0)
    return { state: 'holds', found: `${own.length} ${own.length === 1 ? 'file' : 'files'}, by what they leave in the database` }
  return { ...byWord(attestation, 'open'), found: `nothing in the database shows whether ${unknown.join(', ')} has run` }
}

const proved = async (query: string, session: DatabaseSession | undefined): Promise<Pick<LineReading, 'state' | 'found'>> => {
  if (session === undefined) return { state: 'not asked' }
  const answer = await session.ask(query)
  if ('unanswered' in answer) return { state: 'unanswered', found: answer.unanswered.message }
  return { state: Object.values(answer.rows[0] ?? {})[0] === true ? 'holds' : 'open' }
}

/** What stands in the way is counted only where something does. */
const provedLine = async (
  { query, count }: Extract<Condition, { kind: 'proved' }>,
  session: DatabaseSession | undefined,
): Promise<Pick<LineReading, 'state' | 'found' | 'rows'>> => {
  const said = await proved(query, session)
  if (said.state !== 'open' || count === undefined || session === undefined) return said
  const counted = await session.ask(count.query)
  if ('unanswered' in counted) return said
  const numbers = Object.values(counted.rows[0] ?? {}).map(Number)
  let at = 0
  return { ...said, found: count.otherwise.replaceAll('%s', whole => String(numbers[at++] ?? whole)), rows: numbers[0] ?? 0 }
}

/** A fact that the file checks itself; of a file that has run, and whose columns are gone, there is nothing left to check. */
const factLine = async (
  { fact, unit }: Extract<Condition, { kind: 'fact' }>,
  { session, live, found }: Known,
): Promise<Omit<LineReading, 'number' | 'kind' | 'text'>> => {
  const { condition, count, needs = [], otherwise } = fact
  const query = count ?? `SELECT ${condition}`
  if (session === undefined || live === undefined) return { state: 'not asked', query }
  if (found.some(({ asked, verdict }) => asked.traces.unit.slug === unit && verdict.has === 'run'))
    return { state: 'holds', found: `${unit} has run`, query }
  const missing = needs.map(({ table, column }) => `${keyOf(table)}.${column}`).find(part => !live.has(part))
  if (missing !== undefined) return { state: 'open', found: `${missing} is not there`, query }
  const counted = count === undefined ? undefined : await session.ask(count)
  if (counted !== undefined && 'rows' in counted) {
    const rows = Number(Object.values(counted.rows[0] ?? {})[0])
    return rows === 0 ? { state: 'holds', query } : { state: 'open', found: otherwise.replaceAll('%s', String(rows)), rows, query }
  }
  const { state, found: because } = await proved(`SELECT (${condition}) AS holds`, session)
  return { state, query, ...(because === undefined ? {} : { found: because }) }
}

/** Backfills that are not through, of columns that are there. */
const progressOf = (found: readonly Found[], sample: number, ask: Ask, engine: Engine): Promise<readonly BackfillProgress[]> => {
  const begun = found.flatMap(({ asked: { traces, counted }, at }) =>
    counted
      .filter(({ answer }) => ('left' in answer ? answer.left > 0 : !isMissing(answer.unanswered)))
      .map(({ rows, answer }): BegunBackfill => ({ unit: traces.unit.slug, rows, first: answer, at })),
  )
  return measureBackfills(ask, begun, sample, engine)
}

const relationsOf = ({ plan }: StoredPlan): readonly Name[] => [
  ...new Map(
    plan.stages
      .flatMap(({ units }) => units.flatMap(({ up }) => up.statements.flatMap(({ effects }) => effects.locks)))
      .filter(({ relationKind }) => relationKind === 'table')
      .map(({ relation }) => [keyOf(relation), relation]),
  ).values(),
]
