import { describeLives, examples, usualWay } from './lives.ts'

describeLives(12, examples, usualWay)
