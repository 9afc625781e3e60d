import { describe, it } from 'vitest'
import { hostileChanges, hostileNames, questionMarks } from '../acceptance/hostile-changes.ts'
import { liveThrough } from './lab/case.ts'
import { enginesOf, onServer, presentOf } from './lab/test-file.ts'
import { isItsTurn, toolsOn } from './lab/tools/index.ts'

const isFull = process.env.LOCKSTEP_LAB === 'full'
const { example } = onServer({ major: 18 })

/** In the gate the changes whose names reach most places, in the frameworks that have an engine to keep running. */
const present = presentOf(toolsOn(18, 'engine')).filter(({ engine }) => isFull || engine !== undefined)
const names = Object.entries(hostileNames).filter(([kind]) => isFull || ['quotes', 'interpolations', 'comments'].includes(kind))
const openFor = enginesOf(present)
const kinds = isFull ? Object.keys(hostileChanges('x')) : ['rename column']

describe.each(names)('%s', (kind, word) => {
  describe.each(kinds)('%s', change => {
    const here = present.filter(tool =>
      isItsTurn(
        tool,
        names.findIndex(([each]) => each === kind),
      ),
    )
    it.for(here)('$id lives through it', { timeout: 300_000 }, async tool => {
      const input = hostileChanges(word)[change]!
      const prepared = await example(`${kind} ${change}`.replaceAll(' ', '-'), { ...input, policy: {} })
      await liveThrough(prepared, tool, openFor(tool))
    })
  })
})

describe('operators with a question mark', () => {
  it.for(present)('reach the server through $id', { timeout: 300_000 }, async tool => {
    const prepared = await example('question-marks', { ...questionMarks(), policy: {} })
    await liveThrough(prepared, tool, openFor(tool))
  })
})
