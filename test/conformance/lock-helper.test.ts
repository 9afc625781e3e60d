import { describe, expect, it } from 'vitest'
import { lockShapes } from '../laws/lock-shapes.ts'
import { cutEachFile } from './lab/interruption.ts'
import { filesFor, liveThrough } from './lab/case.ts'
import { enginesOf, onServer, presentOf } from './lab/test-file.ts'
import type { Tool } from './lab/tool.ts'
import { toolsOn } from './lab/tools/index.ts'

const frameworks: readonly string[] = ['rails', 'laravel', 'alembic']
const tools = toolsOn(18, 'engine').filter(({ framework }) => frameworks.includes(framework))
const present = presentOf(tools).map((tool): Tool => ({ ...tool, options: { ...tool.options, lockCode: 'helper' } }))

const { example } = onServer({ major: 18 })

describe('with the locks taken by the helper that the repository keeps', () => {
  const openFor = enginesOf(present)

  describe.each(lockShapes)('%s', name => {
    it.for(present)('$id goes up, back, up again, and up from zero', async tool => {
      await liveThrough(await example(name), tool, openFor(tool))
    })
  })

  it.for(present)('$id: its process killed in the middle of each file, and started again', { timeout: 600_000 }, async tool => {
    const it = await example('add-foreign-key')
    expect((await filesFor(it.plan, tool)).filter(file => file.isFrozen)).toHaveLength(1)
    expect((await cutEachFile(it, tool, 'process')).length).toBeGreaterThan(0)
  })
})
