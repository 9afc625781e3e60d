import type { Form } from '../form.ts'
import { accessForms } from './access.ts'
import { columnForms } from './columns.ts'
import { constraintForms } from './constraints.ts'
import { dataForms } from './data.ts'
import { indexForms } from './indexes.ts'
import { objectForms } from './objects.ts'
import { partitionForms } from './partitions.ts'
import { tableForms } from './tables.ts'
import { typeForms } from './types.ts'

/** Everything `lockstep new` can write, in the order of its help. */
export const forms: readonly Form[] = [
  ...columnForms,
  ...indexForms,
  ...constraintForms,
  ...tableForms,
  ...partitionForms,
  ...typeForms,
  ...objectForms,
  ...accessForms,
  ...dataForms,
]

export const formOf = (name: string): Form | undefined => forms.find(form => form.name === name)
