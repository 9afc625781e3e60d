import type { StepBehaviour, StepOf } from './step.ts'
import { tableAttribute } from './table-attribute.ts'

export const setTableOptions: StepBehaviour<StepOf<'set-table-options'>> = tableAttribute('options', 'options')
