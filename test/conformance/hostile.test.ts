import { describe, it } from 'vitest'
import { hostileChanges, hostileNames, questionMarks } from '../acceptance/hostile-changes.ts'
import { liveThrough } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { toolsOn } from './lab/tools/index.ts'

const isFull = process.env.LOCKSTEP_LAB === 'full'
const { example } = onServer({ major: 18 })

/** In the gate the changes whose names reach most places, in the frameworks that have an engine to keep running. */
const present = presentOf(toolsOn(18, 'engine')).filter(({ engine }) => isFull || engine !== undefined)
const names = Object.entries(hostileNames).filter(([kind]) => isFull || ['quotes', 'interpolations', 'comments'].includes(kind))
const kinds = isFull ? Object.keys(hostileChanges('x')) : ['rename column']

describe.each(names)('%s', (kind, word) => {
  describe.each(kinds)('%s', change => {
    it.for(present)('$id lives through it', { timeout: 300_000 }, async tool => {
      const input = hostileChanges(word)[change]!
      const prepared = await example(`${kind} ${change}`.replaceAll(' ', '-'), { ...input, policy: {} })
      const engine = await tool.engine?.()
      try {
        await liveThrough(prepared, tool, engine?.open ?? tool.command)
      } finally {
        await engine?.stop()
      }
    })
  })
})

describe('operators with a question mark', () => {
  it.for(present)('reach the server through $id', { timeout: 300_000 }, async tool => {
    const prepared = await example('question-marks', { ...questionMarks(), policy: {} })
    const engine = await tool.engine?.()
    try {
      await liveThrough(prepared, tool, engine?.open ?? tool.command)
    } finally {
      await engine?.stop()
    }
  })
})
