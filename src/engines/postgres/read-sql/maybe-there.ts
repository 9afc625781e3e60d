import type { DropStmt } from 'libpg-query'
import type { Step } from '../../../steps/step.ts'
import { known } from './opaque.ts'

/** DROP … IF EXISTS of what the schema does not have, after something that may have made it: it is kept, and changes nothing that is known. */
export const maybeThere = ({ behavior }: DropStmt, what: string, target: string): readonly Step[] => [
  known(`DROP ${what} IF EXISTS ${target}${behavior === 'DROP_CASCADE' ? ' CASCADE' : ''}`, 'drops what may be there', { verb: 'other' }),
]
