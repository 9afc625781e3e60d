import { createHash } from 'node:crypto'
import type { Migration } from '../history/migration.ts'
import type { Replayed } from '../history/replay.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { ConvertedUnit } from '../plan/origin.ts'
import type { Plan } from '../plan/plan.ts'
import type { StepOf } from '../steps/step.ts'
import { blockOf, blocksOf, plainStatement, type Target } from './blocks.ts'
import { namesFor } from './naming.ts'
import { wayBackOf } from './way-back.ts'

export interface Conversion {
  readonly from: FrameworkId
  readonly to: FrameworkId
  readonly target: Target
}

/** A migration of the source and what becomes of it. */
export interface Converted {
  readonly replayed: Replayed
  readonly unit: ConvertedUnit
}

/** Joins several branches and does nothing: in a single line of migrations there is nothing to write. */
export const isMerge = ({ migration, up, down = [] }: Replayed): boolean =>
  (migration.after?.length ?? 0) > 1 && up.length + down.length === 0

/** Every migration as a unit that the target can write, in order; the steps are those of the source, with no ceremony around them. */
export const unitsOf = (history: readonly Replayed[], conversion: Conversion): readonly Converted[] => {
  const kept = history.filter(each => !isMerge(each))
  const names = namesFor(
    kept.map(({ migration }) => migration),
    conversion,
  )
  const ids = new Set<string>()
  return kept.map((replayed, n) => {
    const { migration, up } = replayed
    const { slug, version, stamp } = names[n]!
    const forward = blocksOf(up, conversion.target)
    const { by, rollback } = wayBackOf(replayed, conversion.target)
    return {
      replayed,
      unit: {
        id: untaken(migration, conversion, ids),
        slug,
        title: slug.replaceAll('_', ' '),
        up: forward[0] ?? blockOf([], true),
        down: rollback,
        isPointOfNoReturn: false,
        origin: {
          path: migration.file,
          version,
          stamp,
          forward,
          wayBack: by,
          ...(migration.repeatable === true ? { repeatable: true as const } : {}),
        },
      },
    }
  })
}

/** Twelve hex digits that the source's identity decides, so that a second conversion gives the same files. */
const untaken = ({ id: identity }: Migration, { from, to }: Conversion, taken: Set<string>): string => {
  const idOf = (text: string): string => createHash('sha256').update(`${from}\n${to}\n${text}`).digest('hex').slice(0, 12)
  let id = idOf(identity)
  for (let again = 2; taken.has(id); again += 1) id = idOf(`${identity}\n${again}`)
  taken.add(id)
  return id
}

/** In place of a unit that the target cannot hold: a file that stops there and says why. */
export const refusedUnit = ({ unit, replayed }: Converted, because: string, target: Target): ConvertedUnit => {
  const { path } = unit.origin
  const step: StepOf<'run-code'> = { kind: 'run-code', language: 'source', up: `See ${path}`, reason: because, touches: [] }
  const forward = [blockOf([plainStatement(step, replayed.before, target)], true)]
  return {
    ...unit,
    up: forward[0]!,
    down: { grade: 'irreversible', because: 'it was not converted', residue: [], blocks: [] },
    origin: { ...unit.origin, forward, wayBack: 'generated' },
  }
}

/** What the frameworks write from: one stage that holds everything. */
export const planOf = (units: readonly ConvertedUnit[], { engine: { version } }: Target): Plan => ({
  format: 1,
  title: 'converted migrations',
  slug: 'converted',
  engine: version,
  maxStall: 0,
  changes: [],
  choices: [],
  stages: [{ number: 1, phase: 'expand', gate: [], units, fingerprint: '' }],
  compatibility: [],
  assumptions: [],
  notes: [],
  alternatives: [],
  cost: { gates: 0, copies: 0, scans: 0, locks: 0, files: units.length },
  hash: '',
})
