import { Opaque, type Frame, PhpArray, type Args, type Value } from './frame.ts'
import type { Argument, Expression, NamedArgument, Spread } from './nodes.ts'

export const argumentsOf = (nodes: readonly Argument[], frame: Frame): Args => {
  const values: Value[] = []
  const named: Record<string, Value> = {}
  for (const node of nodes) {
    if (node.kind === 'namedargument') {
      const { name, value } = node as NamedArgument
      named[name] = frame.run.evaluate(value, frame)
    } else if (node.kind === 'variadic') {
      const spread = frame.run.evaluate((node as Spread).what, frame)
      if (!(spread instanceof PhpArray)) throw new Opaque('spreads what is no array')
      for (const [key, value] of spread.entries)
        if (typeof key === 'string') named[key] = value
        else values.push(value)
    } else if (node.kind === 'variadicplaceholder') throw new Opaque('makes a function of a call')
    else values.push(frame.run.evaluate(node as Expression, frame))
  }
  return { positional: values, named }
}
