import { describeCases } from './cases.ts'

describeCases(12, 'postgres')
