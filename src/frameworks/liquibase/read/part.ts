import type { PlaceOf } from '../../../history/recorder.ts'
import type { Span } from '../../../model/diagnostic.ts'

/**
 * A piece of a changelog: an element or an attribute of XML, an entry of a map in YAML and JSON, a line of formatted SQL.
 * Liquibase too makes no difference between an attribute and an element that holds nothing but a text.
 */
export interface Part {
  readonly name: string
  /** Its text, before `${…}` in it is replaced; absent where it has only parts. */
  readonly value?: string
  readonly parts: readonly Part[]
  readonly at: Span
  /** Exact places inside the text, where it is in the file as it is. */
  readonly place?: PlaceOf
}

export const partsNamed = (part: Part, name: string): readonly Part[] => part.parts.filter(each => each.name === name)
export const partNamed = (part: Part, name: string): Part | undefined => part.parts.find(each => each.name === name)

/** The text of the part's own attribute or element; absent where it is empty, as Liquibase mostly takes it. */
export const textOf = (part: Part, name: string): string | undefined => {
  const value = partNamed(part, name)?.value
  return value === undefined || value === '' ? undefined : value
}

/** `true` and `1`, in any case; absent where it is not said. */
export const flagOf = (part: Part, name: string): boolean | undefined => {
  const value = textOf(part, name)
  return value === undefined ? undefined : /^(?:true|1)$/i.test(value.trim())
}

/** The members of a list: in XML they stand in the part itself, in YAML and JSON in a list of a plural name (`columns`), or of their own. */
export const membersOf = (part: Part, list: string, member: string): readonly Part[] => [
  ...partsNamed(part, list).flatMap(each => partsNamed(each, member)),
  ...partsNamed(part, member).flatMap(each => (partNamed(each, member) === undefined ? each : partsNamed(each, member))),
]

/** The part with the texts of all in it replaced; itself where none changes. */
export const mapTexts = (part: Part, change: (text: string, at: Part) => string): Part => {
  const value = part.value === undefined ? undefined : change(part.value, part)
  const parts = part.parts.map(each => mapTexts(each, change))
  const isSame = value === part.value && parts.every((each, n) => each === part.parts[n])
  if (isSame) return part
  const { place, ...rest } = part
  return {
    ...rest,
    parts,
    ...(value === undefined ? {} : { value }),
    // Where something was replaced, offsets in the text no longer are offsets in the file.
    ...(place !== undefined && value === part.value ? { place } : {}),
  }
}
