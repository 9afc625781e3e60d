import { createHash } from 'node:crypto'
import type { Engine, LockRequest } from '../steps/engine.ts'

/** Is a file the helper as it was frozen? Line ends that version control rewrites make no difference. */
export const isFrozenText = (text: string | undefined, sha256: string): boolean =>
  text !== undefined && createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex') === sha256

/** A migration's call of the helper, as far as its arguments are known: names, and what stands for each. */
export interface FrozenCall {
  readonly tables: readonly (readonly [unknown, unknown])[]
  readonly options: readonly (readonly [unknown, unknown])[]
}

type Asked = Omit<LockRequest, 'tables'>

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const yes = (value: unknown): true | undefined => (value === true ? value : undefined)

/** What `askedBeyond` wrote. */
const options: { readonly [K in keyof Required<Asked>]: readonly [name: string, read: (value: unknown) => Asked[K] | undefined] } = {
  within: ['within', number],
  patience: ['patience', number],
  mayBeGone: ['may_be_gone', yes],
  long: ['long', yes],
  doneWhen: ['done_when', text],
  statement: ['statement', text],
}

/** The statements that a call of the helper stands for; nothing where it asks for what no emitted call does. */
export const statementsOfCall = (call: FrozenCall, { politeLock }: Engine): readonly string[] | undefined => {
  const given = new Map(call.options)
  const asked = Object.entries(options).flatMap(([key, [name, read]]) => {
    const value = given.get(name)
    return value === undefined ? [] : [[key, read(value)] as const]
  })
  const tables = call.tables.flatMap(([name, mode]) => (typeof name === 'string' && typeof mode === 'string' ? [{ name, mode }] : []))
  const isUnderstood =
    asked.length === given.size && asked.every(([, value]) => value !== undefined) && tables.length === call.tables.length
  const { within, ...rest }: Partial<Asked> = Object.fromEntries(asked)
  return isUnderstood && within !== undefined ? politeLock?.spell({ patience: 10, ...rest, within, tables }) : undefined
}
