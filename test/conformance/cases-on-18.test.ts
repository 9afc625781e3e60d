import { examples } from '../acceptance/examples.ts'
import { describeLives, usualWay } from './lives.ts'

describeLives(18, examples, usualWay)
