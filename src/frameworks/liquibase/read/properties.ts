import { flagOf, textOf, type Part } from './part.ts'
import { matchesContext, matchesDbms, matchesLabels, type Filters } from './filters.ts'

/** Values of `${name}`; a file's own come before those of all files, and of several the first counts. */
export interface Properties {
  readonly global: ReadonlyMap<string, string>
  readonly local: ReadonlyMap<string, string>
}

export const noProperties: Properties = { global: new Map(), local: new Map() }

/** `name = value`, `name: value`, with comments and continued lines, as Java reads it. */
export const readPropertiesFile = (text: string): readonly (readonly [string, string])[] =>
  text
    .replace(/\\\r?\n\s*/g, '')
    .split(/\r?\n/)
    .flatMap(line => {
      const [, name, value] = /^\s*([^#!\s=:][^\s=:]*)\s*[=:\s]\s*(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value!] as const]
    })

export const withProperties = (known: Properties, defined: readonly (readonly [string, string])[], isGlobal: boolean): Properties => {
  const place = isGlobal ? known.global : known.local
  const fresh = defined.filter(([name]) => !place.has(name.toLowerCase()))
  if (fresh.length === 0) return known
  const changed = new Map([...place, ...fresh.map(([name, value]) => [name.toLowerCase(), value] as const)])
  return isGlobal ? { ...known, global: changed } : { ...known, local: changed }
}

/** Does a `property` count in this run? */
export const appliesHere = (property: Part, filters: Filters): boolean =>
  matchesDbms(textOf(property, 'dbms'), filters) &&
  matchesContext(textOf(property, 'contextFilter') ?? textOf(property, 'context'), filters) &&
  matchesLabels(textOf(property, 'labels'), filters)

export const isGlobal = (property: Part): boolean => flagOf(property, 'global') ?? true

/** Replaces `${name}`, also one within another; `${:name}` stands for `${name}` itself. What has no value stays, and is told of. */
export const expand = (text: string, { global, local }: Properties, missing: (name: string) => void): string => {
  if (!text.includes('${')) return text
  let done = text
  // Each round replaces the innermost; values may name others, to a depth that no real changelog has.
  for (let round = 0; round < 10 && done.includes('${') && done.length < text.length + mostAdded; round += 1) {
    const next = done.replace(/\$\{([^${}:][^${}]*)\}/g, (whole, name: string) => {
      const key = name.trim().toLowerCase()
      return local.get(key) ?? global.get(key) ?? whole
    })
    if (next === done) break
    done = next
  }
  for (const [, name] of done.matchAll(/\$\{([^${}:][^${}]*)\}/g)) missing(name!.trim())
  return done.replace(/\$\{:([^{}]*)\}/g, '${$1}')
}

/** A property that names itself would have no end. */
const mostAdded = 100_000
