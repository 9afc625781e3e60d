import type { Node } from 'libpg-query'
import { indexOptions, tableOptions } from '../introspect/options.ts'
import { allOf, valueOf } from './nodes.ts'

/** `fillfactor=70` as `pg_class.reloptions` holds it; an option without a value is on. */
const entries = (options: readonly Node[] | undefined): readonly (readonly [string, string])[] =>
  allOf(options, 'DefElem').map(({ defnamespace, defname = '', arg }) => [
    `${defnamespace === undefined ? '' : `${defnamespace}.`}${defname}`,
    valueOf(arg) ?? 'true',
  ])

const texts = (options: readonly Node[] | undefined): readonly string[] => entries(options).map(([name, value]) => `${name}=${value}`)

/** Storage parameters of an index, as the catalog prints them. */
export const storageText = (options: readonly Node[] | undefined): string | undefined =>
  (options ?? []).length === 0 ? undefined : indexOptions(texts(options))

/** Storage parameters of a table or view. */
export const optionsText = (options: readonly Node[] | undefined): string | undefined => {
  const all = texts(options).filter(text => !/^oids=/i.test(text))
  return tableOptions(all, undefined)
}

/** `fillfactor=70, a=b` with some set and some taken away; the order is that of the first setting. */
export const changedOptions = (
  before: string | undefined,
  set: readonly Node[] | undefined,
  reset: readonly Node[] | undefined,
): string | undefined => {
  const all = new Map(
    (before ?? '')
      .split(', ')
      .filter(Boolean)
      .map(each => [each.slice(0, each.indexOf('=')), each] as const),
  )
  for (const [name, value] of entries(set)) {
    all.delete(name)
    all.set(name, `${name}=${value}`)
  }
  for (const [name] of entries(reset)) all.delete(name)
  return all.size === 0 ? undefined : [...all.values()].join(', ')
}
