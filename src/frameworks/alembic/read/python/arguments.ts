import { dictOf, isKind, Opaque, tuple, type Given, type Value, type Written } from './values.ts'

/** An argument by its name or its position. */
export const argument = ({ args, named }: Given, name: string, position = -1): Value | undefined => named.get(name) ?? args[position]

/** The names of a function with what a call gives them. */
export const bindParameters = (callee: Written, { args, named }: Given): Map<string, Value> => {
  const { parameters, defaults, keywordDefaults, name } = callee
  const bound = new Map<string, Value>()
  const rest = new Map(named)
  const positional = [...(parameters.posonlyargs ?? []), ...(parameters.args ?? [])].map(({ arg }) => arg)
  positional.forEach((parameter, n) => {
    const value = n < args.length ? args[n] : rest.has(parameter) ? rest.get(parameter) : defaults[n - positional.length + defaults.length]
    if (n >= args.length) rest.delete(parameter)
    if (value === undefined) throw new Opaque(`calls ${name} without ${parameter}`)
    bound.set(parameter, value)
  })
  ;(parameters.kwonlyargs ?? []).forEach(({ arg }, n) => {
    const value = rest.has(arg) ? rest.get(arg) : keywordDefaults[n]
    rest.delete(arg)
    if (value === undefined) throw new Opaque(`calls ${name} without ${arg}`)
    bound.set(arg, value)
  })
  if (parameters.vararg) bound.set(parameters.vararg.arg, tuple(args.slice(positional.length)))
  else if (args.length > positional.length) throw new Opaque(`calls ${name} with ${args.length} arguments`)
  if (parameters.kwarg) bound.set(parameters.kwarg.arg, dictOf(rest))
  else if (rest.size > 0) throw new Opaque(`calls ${name} with ${[...rest.keys()].join(', ')}`)
  return bound
}

/** The items a `for` goes over, or an argument is unpacked into; nothing where they are not known. */
export const itemsOf = (value: Value): readonly Value[] | undefined => {
  if (typeof value === 'string') return [...value]
  if (isKind(value, 'list')) return value.items
  if (isKind(value, 'set')) return [...value.entries.values()]
  if (isKind(value, 'dict')) return [...value.entries.values()].map(([key]) => key)
  if (isKind(value, 'thing')) return value.items?.()
  // Members of an enumeration.
  if (isKind(value, 'class')) return [...value.members.values()].filter(member => isKind(member, 'instance'))
  return undefined
}

/** The items, or the statement stays as it is. */
export const knownItems = (value: Value): readonly Value[] => {
  const items = itemsOf(value)
  if (items === undefined) throw new Opaque(isKind(value, 'unknown') ? value.reason : 'goes over what only running it could tell')
  return items
}
