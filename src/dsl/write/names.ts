import { keyOf, type Name } from '../../model/name.ts'
import { nameFrom } from '../object.ts'

const reserved = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield await async arguments eval'.split(
    ' ',
  ),
)

/** Can a name be written as the DSL takes it, `billing.invoices`? A dot inside a name cannot. */
export const isWritable = (name: Name): boolean => {
  const read = nameFrom(keyOf(name))
  return read.schema === name.schema && read.name === name.name
}

/** Gives each type a variable of its own: `order_status` → `orderStatus`, past words of the language and names in use. */
export function variableNames(names: readonly Name[], taken: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set(taken)
  return new Map(
    names.map(name => {
      const words = keyOf(name)
        .split(/[^\p{L}\d]+/u)
        .filter(word => word !== '')
      const joined = words
        .map((word, at) => (at === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
        .join('')
      const base = /^[\p{L}_]/u.test(joined) ? joined : `type${joined}`
      let variable = used.has(base) || reserved.has(base) ? `${base}Type` : base
      for (let count = 2; used.has(variable); count += 1) variable = `${base}Type${count}`
      used.add(variable)
      return [keyOf(name), variable]
    }),
  )
}
