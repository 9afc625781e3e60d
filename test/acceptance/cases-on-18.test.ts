import { describeCases } from './cases.ts'
import { plainOwner } from './rehearsal.ts'

describeCases(18, plainOwner)
