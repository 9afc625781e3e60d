import type { Step, StepKind } from '../../steps/step.ts'

/** What is said of a step kind; everything else is asked of the engine by way of the samples. */
export interface StepEntry {
  /** What it is for, one sentence. */
  readonly what: string
  /** Typical steps of the kind, by what tells them apart. */
  readonly samples: Readonly<Record<string, Step>>
}

export type StepEntries<K extends StepKind> = Readonly<Record<K, StepEntry>>
