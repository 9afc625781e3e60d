import { printEngine } from '../../model/engine.ts'
import { keyOf } from '../../model/name.ts'
import type { Engine } from '../../steps/engine.ts'
import type { StepKind } from '../../steps/step.ts'
import { hanging } from '../layout.ts'
import { blocksInWords, strongestLocks, workInWords } from '../locks.ts'
import { paletteFor } from '../palette.ts'
import { columnSteps } from './column-steps.ts'
import { constraintSteps } from './constraint-steps.ts'
import type { StepEntries } from './entry.ts'
import { objectSteps } from './object-steps.ts'
import { sampleSchema } from './sample-schema.ts'
import { tableSteps } from './table-steps.ts'

export interface ExplainOptions {
  readonly isPainted: boolean
  readonly width: number
}

/** Complete by the compiler: a step kind nobody explains is an error here. */
export const stepEntries: StepEntries<StepKind> = { ...tableSteps, ...columnSteps, ...constraintSteps, ...objectSteps }

/** What a step is for, and what the engine says its statements lock, block and cost, for a typical step of the kind. */
export function explainStep(kind: StepKind, engine: Engine, { isPainted, width }: ExplainOptions): string {
  const palette = paletteFor(isPainted)
  const { what, samples } = stepEntries[kind]
  const cases = Object.entries(samples).flatMap(([label, step]) => {
    const effects = engine.effects(step, sampleSchema)
    const locks = strongestLocks([effects]).map(lock =>
      hanging('    locks  ', `${keyOf(lock.relation)}: ${lock.mode}, blocks ${blocksInWords(lock)}; ${workInWords(lock.work)}`, width),
    )
    return [
      '',
      `  ${palette.strong(label)}${effects.transactional ? '' : palette.faint(' (outside a transaction)')}`,
      ...(locks.length === 0 ? ['    locks  nothing an application uses'] : locks),
      ...effects.breaks.map(({ what: sentence, heals }) =>
        hanging('    breaks ', `${sentence}${heals ? '; heals when prepared again' : ''}`, width),
      ),
      ...engine
        .sql(step, sampleSchema)
        .flatMap(({ sql }) => sql.split('\n'))
        .slice(0, sqlShown)
        .map(line => palette.faint(`    ${line}`)),
    ]
  })
  return [palette.strong(kind) + palette.faint(` · step · ${printEngine(engine.version)}`), hanging('  ', what, width), ...cases, ''].join(
    '\n',
  )
}

/** A backfill is a page long; its first lines say what it is. */
const sqlShown = 12
