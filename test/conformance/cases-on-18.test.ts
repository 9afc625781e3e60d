import { describeLives, examples, usualWay } from './lives.ts'

describeLives(18, examples, usualWay)
