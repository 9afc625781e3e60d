import type { DropStmt } from 'libpg-query'
import type { Step } from '../../../steps/step.ts'
import type { Reading } from './names.ts'
import { NoStep } from './no-step.ts'

export const dropOther = (_reading: Reading, node: DropStmt): readonly Step[] => {
  throw new NoStep(`drops a ${(node.removeType ?? '').replace('OBJECT_', '').toLowerCase()}`)
}
