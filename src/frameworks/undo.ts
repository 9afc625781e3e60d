import type { Unit } from '../plan/plan.ts'
import type { Undo } from '../plan/undo.ts'
import type { Project } from './read.ts'

/** A unit with the files it was written to. */
export interface UnitToUndo {
  readonly unit: Unit
  /** From the root of the workspace; none before it is written. */
  readonly files: readonly { readonly path: string; readonly version?: string }[]
}

/** What a framework is asked to undo by its own command. */
export interface UndoRequest {
  /** From the last to the first. */
  readonly units: readonly UnitToUndo[]
  /** Where files go that are not written yet, from the root of the workspace. */
  readonly folder: string
  readonly layout?: string
  readonly project?: Project
}

/** Stands for the version of a file that is not written yet. */
export const placeholder = 'VERSION'

/** Tells of the placeholder, where a unit is not written yet. */
export const awaiting = (units: readonly UnitToUndo[]): Pick<Undo, 'placeholder'> =>
  units.some(each => versionOf(each) === placeholder) ? { placeholder } : {}

/** The version of a unit's file as the framework's ledger has it. */
export const versionOf = ({ files }: UnitToUndo): string => files.find(({ version }) => version !== undefined)?.version ?? placeholder

/** Its file with a name that ends so; where it will be before it is written. */
export const pathOf = ({ unit, files }: UnitToUndo, folder: string, ending: string): string =>
  files.find(({ path }) => path.endsWith(ending))?.path ?? `${folder}/${placeholder}_${unit.slug}${ending}`
