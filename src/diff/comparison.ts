import type { Change } from '../changes/change.ts'

/** What leads from one schema to the other. */
export interface Comparison {
  readonly changes: readonly Change[]
  /** Differences that no kind of change says, one sentence each, without full stop: `users: owner is a, should be b`. */
  readonly unsaid: readonly string[]
}

export const nothing: Comparison = { changes: [], unsaid: [] }

export const joined = (...parts: readonly Comparison[]): Comparison => ({
  changes: parts.flatMap(p => p.changes),
  unsaid: parts.flatMap(p => p.unsaid),
})

/** Named things on either side, paired by name; in order: of `from` first, then what only `to` has. */
export const paired = <T extends { readonly name: string }>(
  from: readonly T[] = [],
  to: readonly T[] = [],
): { readonly gone: readonly T[]; readonly come: readonly T[]; readonly both: readonly (readonly [T, T])[] } => {
  const after = new Map(to.map(each => [each.name, each]))
  const before = new Set(from.map(each => each.name))
  return {
    gone: from.filter(each => !after.has(each.name)),
    come: to.filter(each => !before.has(each.name)),
    both: from.flatMap(each => {
      const found = after.get(each.name)
      return found === undefined ? [] : [[each, found] as const]
    }),
  }
}

/** Sentences for properties that differ and that no change says. */
export const unsaidOf = <T extends object>(
  what: string,
  from: T,
  to: T,
  properties: readonly string[],
  isEqual: (a: unknown, b: unknown) => boolean,
): readonly string[] =>
  properties.flatMap(p => {
    const [a, b] = [from, to].map(object => (object as Readonly<Record<string, unknown>>)[p])
    return a === b || isEqual(a, b) ? [] : [`${what}: ${p} is ${said(a)}, should be ${said(b)}`]
  })

const said = (value: unknown): string => (value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value))
