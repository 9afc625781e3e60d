import { describe, expect, it } from 'vitest'
import { cutEachWayBack } from './lab/interruption.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { toolsOn } from './lab/tools/index.ts'

const major = 18
const isFull = process.env.LOCKSTEP_LAB === 'full'
/** Each cut is a walk of its own through the whole plan: in the gate the quickest framework has to do, which takes no lock of its own. */
const present = presentOf(toolsOn(major, 'command')).filter(({ id }) => isFull || id === 'laravel-10')
const usual = isFull ? 'rename-indexed-column text-to-enum remove-enum-value change-primary-key-type replace-view' : 'text-to-enum'
const examples = (process.env.LOCKSTEP_CASE ?? usual).split(' ')

/** A way back of more transactions than these is not among the examples. */
const mostWaits = 8

const { example } = onServer({ major })

describe.each(examples)('%s', name => {
  it.for(present)('$id: each way back cut off between its transactions, and run again', { timeout: 1_200_000 }, async tool => {
    const cut: (readonly string[])[] = []
    for (let nth = 1; nth <= mostWaits && cut.at(-1)?.length !== 0; nth += 1) cut.push(await cutEachWayBack(await example(name), tool, nth))
    expect(cut[0]).not.toEqual([])
  })
})
