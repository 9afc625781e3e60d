import type { StepBehaviour, StepOf } from './step.ts'
import { tableAttribute } from './table-attribute.ts'

export const setRowSecurity: StepBehaviour<StepOf<'set-row-security'>> = tableAttribute('rowSecurity', 'row security')
