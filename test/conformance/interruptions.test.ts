import { describe, expect, it } from 'vitest'
import { onServer, presentOf } from './lab/test-file.ts'
import { cutEachFile, race } from './lab/interruption.ts'
import { toolsOn } from './lab/tools/index.ts'

const major = 18
const tools = toolsOn(major, 'command')
const present = presentOf(tools)

/** One plan with every shape of file in the gate; a concurrent build and a validation in plans of their own in the full lab. */
const isFull = process.env.LOCKSTEP_LAB === 'full'
const usual = isFull ? 'rename-indexed-column add-unique add-foreign-key' : 'rename-indexed-column'
const examples = (process.env.LOCKSTEP_CASE ?? usual).split(' ')

const { example } = onServer({ major })

describe.each(examples)('%s', name => {
  // A process that is killed leaves more behind than a session that is ended; but Rails, whose lock and record end with the session,
  // connects again by itself. The gate does to each what is worse for it, both to those that are quick, and the full lab both to all.
  it.for(present.filter(({ id }) => isFull || id !== 'rails-7.2'))(
    '$id: its process killed in the middle of each file, and started again',
    async tool => {
      expect((await cutEachFile(await example(name), tool, 'process')).length).toBeGreaterThan(0)
    },
  )
  const ended: readonly string[] = ['rails-7.2', 'laravel-10', 'golang-migrate', 'goose']
  it.for(present.filter(({ id }) => isFull || ended.includes(id)))(
    '$id: its session ended in the middle of each file, and started again',
    async tool => {
      expect((await cutEachFile(await example(name), tool, 'session')).length).toBeGreaterThan(0)
    },
  )
  for (const { id, oneAtATime } of present.filter(tool => tool.oneAtATime !== undefined))
    it.skip(`${id}: two runners at once: ${oneAtATime}`, () => undefined)
  it.for(present.filter(tool => tool.oneAtATime === undefined))('$id: two runners at once', async tool => {
    await race(await example(name), tool)
  })
})
