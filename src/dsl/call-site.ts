import { fileURLToPath } from 'node:url'
import type { Span } from '../model/diagnostic.ts'

/** Where a DSL function was called from; the stack is only read when a message needs it. */
export type CallSite = () => Span | undefined

const ownFolder = fileURLToPath(new URL('.', import.meta.url))
const ownEntry = new RegExp(`^${fileURLToPath(new URL('../authoring', import.meta.url)).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\.[jt]s$`)

/** Remembers the present stack. Costs some microseconds, so it is called per table and per operation, not per column. */
export const callSite = (): CallSite => {
  const { stack } = captured()
  return () => spanOf(stack())
}

/** The first place of a stack that lies in a user's file. */
export const spanOf = (stack: string | undefined): Span | undefined => {
  for (const line of (stack ?? '').split('\n')) {
    const match = /\(?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/.exec(line.trim())
    if (match === null) continue
    const file = match[1]!.startsWith('file:') ? fileURLToPath(match[1]!) : match[1]!
    if (file.startsWith(ownFolder) || ownEntry.test(file) || file.includes('/node_modules/') || file.includes('\\node_modules\\')) continue
    return { file, line: Number(match[2]), column: Number(match[3]) }
  }
  return undefined
}

/** V8 formats a stack on first access only; keeping the object keeps that cost away until it is wanted. */
const captured = (): { stack: () => string | undefined } => {
  const holder = new Error()
  return { stack: () => holder.stack }
}
