import type { LockRequest } from '../steps/engine.ts'
import type { EmittedFile } from './framework.ts'

/** What is asked beyond the tables, in snake case, as the helper's users write it; what is usual is left out. */
export const askedBeyond = ({
  within,
  patience,
  doneWhen,
  mayBeGone,
  long,
  statement,
}: LockRequest): readonly (readonly [string, string | number | true])[] => [
  ['within', within],
  ...(patience === 10 ? [] : [['patience', patience] as const]),
  ...(mayBeGone === undefined ? [] : [['may_be_gone', mayBeGone] as const]),
  ...(long === undefined ? [] : [['long', long] as const]),
  ...(doneWhen === undefined ? [] : [['done_when', doneWhen] as const]),
  ...(statement === undefined ? [] : [['statement', statement] as const]),
]

/** The migrations and, before them, the helper that some of them use, in the first stage that does. */
export const withFrozen = (
  files: readonly EmittedFile[],
  { marker, name, content }: { readonly marker: string; readonly name: string; readonly content: () => string },
): readonly EmittedFile[] => {
  const first = files.find(file => file.content.includes(marker))
  return first === undefined ? files : [{ name, content: content(), stage: first.stage, isFrozen: true }, ...files]
}
