import { examples } from '../acceptance/examples.ts'
import { describeLives, usualWay } from './lives.ts'

describeLives(12, examples, usualWay)
